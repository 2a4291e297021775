"""Where a name leads, and whether that lies outside: nobody may use us to reach what stands behind our own walls."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

# Addresses of IPv6 that carry one of IPv4 another way than as mapped: 6to4, Teredo, "compatible".
CARRIERS = tuple(map(ip_network, ("2002::/16", "2001::/32", "::/96", "64:ff9b:1::/48", "fec0::/10")))
NAT64 = ip_network("64:ff9b::/96")
MOST = 4  # addresses of one name that are tried


class NotOutsideError(Exception):
    """The name leads to this machine or to a network of our own."""


def resolved(host: str, port: int, *, private: bool) -> list[str]:
    """The addresses of the name, to be connected to as they are: asked again, a name may lead elsewhere.

    private: whether those of this machine and of our own networks are fine, too.
    Error: `NotOutsideError` where one of them is and must not be; `OSError` where the name leads nowhere.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not private and not all(map(is_outside, addresses)):
        raise NotOutsideError
    return addresses[:MOST]


def is_outside(text: str) -> bool:
    """Whether the address is one of the public network."""
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            address = address.ipv4_mapped
        elif _within(address, NAT64):
            address = IPv4Address(int(address) & 0xFFFFFFFF)
        elif any(_within(address, each) for each in CARRIERS):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _within(address: IPv6Address, network: IPv4Network | IPv6Network) -> bool:
    return isinstance(network, IPv6Network) and address in network

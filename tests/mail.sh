#!/bin/sh
# Makes sure that Dovecot is here for the tests of mail: finds it, installs it as root on Debian, or says how.
[ -x /usr/sbin/dovecot ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	echo "Installing Dovecot for the tests of mail ..."
	apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends dovecot-imapd >/dev/null && exit 0
fi
echo "The tests of mail need Dovecot. Install it (Debian: apt-get install dovecot-imapd)." >&2
exit 1

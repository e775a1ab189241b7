#!/bin/sh
# Runs a command on a network of its own, where this machine also has an address that is not loopback: the LAN of a hall,
# with nobody else on it. Pages served there are no secure context, as in a real hall.
set -eu
lan='ip link set lo up && ip address add 192.0.2.10/32 dev lo && exec "$@"'
if [ "$(id -u)" = 0 ]; then
    exec unshare --net sh -c "$lan" hall "$@"
fi
exec unshare --user --map-root-user --net sh -c "$lan" hall "$@"

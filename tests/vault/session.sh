#!/bin/sh
# A session of one's own: a message bus and, as asked, a real gnome-keyring on it, in folders that
# are thrown away. Prints `ready ADDRESS` and stays until standard input ends.
#
# Usage: session.sh STATE FOLDER
#   unlocked   the "login" keyring is made with the password "test" and opened
#   fresh      the keyring's service runs, and there is no default collection
#   bare       a bus on which nothing keeps secrets
set -eu
state=$1 folder=$2

if [ -z "${SESSION_INNER:-}" ]; then
    mkdir -m 700 -p "$folder/run" "$folder/data" "$folder/config" "$folder/cache"
    # No bus of ours starts a service of the machine's own.
    bus=
    if [ "$state" = bare ]; then
        cat >"$folder/bus.conf" <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir=$folder/run</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
CONF
        bus=--config-file=$folder/bus.conf
    fi
    exec env -u DISPLAY -u WAYLAND_DISPLAY -u GNOME_KEYRING_CONTROL -u DBUS_SESSION_BUS_ADDRESS \
        SESSION_INNER=1 HOME="$folder" XDG_RUNTIME_DIR="$folder/run" XDG_DATA_HOME="$folder/data" \
        XDG_CONFIG_HOME="$folder/config" XDG_CACHE_HOME="$folder/cache" \
        dbus-run-session $bus -- "$0" "$state" "$folder"
fi

secrets() {
    dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
        org.freedesktop.Secret.Service.ReadAlias string:default 2>/dev/null
}

case $state in
unlocked)
    # The password is read up to the end of the input, without a line end.
    printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
    # It answers once its default collection is there.
    tries=0
    until secrets | grep -q 'object path "/org'; do
        tries=$((tries + 1))
        [ $tries -lt 100 ] || { echo 'the keyring did not start' >&2; exit 3; }
        sleep 0.05
    done
    ;;
fresh) secrets >/dev/null ;;
bare) ;;
esac
echo "ready $DBUS_SESSION_BUS_ADDRESS"
cat >/dev/null

#!/bin/sh
# Makes sure that the tests have Chromium, a Japanese font and the Virtuoso server. As root on
# Debian it installs what is missing; elsewhere it says in one sentence how, and the tests that need
# it are skipped. Always exits 0: what is missing is no reason not to run the other tests.
set -u

has_browser() {
    [ -n "${MACHIGRAPH_CHROMIUM:-}" ] && return 0
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

has_font() { [ -n "$(fc-list :lang=ja family 2>/dev/null)" ]; }

has_virtuoso() { command -v virtuoso-t >/dev/null 2>&1 && command -v isql-vt >/dev/null 2>&1; }

missing=
has_virtuoso || missing="virtuoso-opensource-7-bin"
has_browser || missing="$missing chromium"
has_font || missing="$missing fonts-noto-cjk fontconfig"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Debian のパッケージを入れています / Installing Debian packages: $missing" >&2
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086  # a list of names on purpose
    if apt-get update -qq >/dev/null 2>&1 &&
        apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 &&
        has_browser && has_font && has_virtuoso; then
        exit 0
    fi
fi

if ! has_browser || ! has_font; then
    echo "ブラウザのテストを省きます。動かすには、管理者として 'apt-get install chromium fonts-noto-cjk' を実行するか、日本語フォントを入れて MACHIGRAPH_CHROMIUM に Chromium の場所を指定してください。 / The browser tests are skipped: to run them, say 'apt-get install chromium fonts-noto-cjk' as root, or install a Japanese font and set MACHIGRAPH_CHROMIUM to your Chromium's path." >&2
fi
if ! has_virtuoso; then
    echo "Virtuoso で答えを確かめるテストを省きます。動かすには、管理者として 'apt-get install virtuoso-opensource-7-bin' を実行してください。 / The answers are not tested on Virtuoso: to do so, say 'apt-get install virtuoso-opensource-7-bin' as root." >&2
fi
exit 0

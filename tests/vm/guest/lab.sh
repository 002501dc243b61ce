# What the scripts in the machine share: assertions, and everything host-setup and a container may change. Sourced.
set -u -o pipefail
data=/tmp/data

ancloud() { /root/ancloud --data-path $data "$@"; }

fail() { echo "FAILED: $*"; exit 1; }

uptime_now() { local up; read -r up _ </proc/uptime; echo "$up"; }

# must NAME COMMAND…: the command must succeed; its output, then in $shown, and the time it took are shown.
must() {
	local name=$1 begin end out code
	shift
	begin=$(uptime_now)
	out=$("$@" 2>&1)
	code=$?
	end=$(uptime_now)
	echo "$name: exit $code, $(awk "BEGIN { print $end - $begin }") s"
	[ -z "$out" ] || echo "$out" | sed 's/^/    /'
	[ $code = 0 ] || fail "$name"
	shown=$out
}

# refused CODE COMMAND…: must end with CODE; what it says is in $said.
refused() {
	local expected=$1
	shift
	said=$("$@" 2>&1)
	local code=$?
	echo "$said" | sed 's/^/    /'
	[ $code = "$expected" ] || fail "$*: exit $code, not $expected"
}

# has WORDS TEXT: the text has the words.
has() { case $2 in *"$1"*) ;; *) fail "no \"$1\" in: $2" ;; esac; }

# finds PROBE WORDS…: a probe of the doctor's ends in its time and says all of this.
finds() {
	local found code words
	found=$(ancloud doctor --only "$1" --timeout 60s 2>&1)
	code=$?
	echo "doctor $1: exit $code"
	echo "$found" | sed 's/^/    /'
	case $code in 0 | 1 | 5) ;; *) fail "doctor: exit $code" ;; esac
	shift
	for words; do has "$words" "$found"; done
	case $found in *probe_crashed* | *probe_hung* | *probe_failed*) fail "a probe did not answer" ;; esac
}

# states GROUPS-LEFT-OUT… -- STEP=STATE…: what --status --json says.
states() {
	local left_out=() wanted now
	while [ "$1" != -- ]; do left_out+=(--without "$1"); shift; done
	shift
	now=$(ancloud --json host-setup --status ${left_out[@]+"${left_out[@]}"} | awk -F'"' '
		$2 == "step" { step = $4 }
		$2 == "state" { print step "=" $4 }')
	for wanted; do
		case $'\n'$now$'\n' in *$'\n'"$wanted"$'\n'*) ;; *) fail "not $wanted:" $now ;; esac
	done
	echo "status:" $now
}

processes() {  # the kernel's own have no command line
	local folder words
	for folder in /proc/[0-9]*; do
		{ mapfile -d '' -t words <"$folder/cmdline"; } 2>/dev/null
		# this script and what it starts come and go
		case ${words[*]-} in '' | *guest/* | sort* | grep*) ;; *) echo "process ${words[*]}" ;; esac
	done
}

# Everything that must be the same afterwards, a line each.
facts() {
	cut -d' ' -f3- /proc/self/mountinfo | sed 's/^/mount /'
	# a bridge takes its hardware address and its carrier from its ports
	ip -o link | sed 's/^[0-9]*: \([^:]*\): .*/link \1/'
	ip -4 -o addr | sed 's/^[0-9]*: /address /'
	ip -4 route show table all | sed 's/ linkdown//; s/^/route /'
	# chains and tables that once were used stay with their policies; rules must not
	iptables-save 2>/dev/null | grep '^-' | sed 's/^/rule /'
	nft list tables 2>/dev/null | grep 'ancloud' | sed 's/^/nft /'
	find /sys/fs/cgroup -type d | sed 's/^/cgroup /'
	sed 's/^/forward /' /proc/sys/net/ipv4/ip_forward
	sed 's/^/user /' /etc/passwd /etc/group
	stat -c 'node %n %a %u:%g' /dev/binder* /dev/hwbinder /dev/vndbinder /dev/ashmem 2>/dev/null
	grep -E '^(binder|ashmem)_linux ' /proc/modules | sed 's/ .*//; s/^/module /'
	cat /sys/block/loop*/loop/backing_file 2>/dev/null | sed 's/^/loop /'
	# the journal and the instances stay
	find /run/ancloud $data 2>/dev/null | grep -v -e "^$data\$" -e "^$data/host" -e "^$data/instances/" | sed 's/^/file /'
	processes
}
snapshot() { facts | sort; }

# same NAME BEFORE: the machine must be as that snapshot says.
same() {
	local begin
	begin=$(uptime_now)
	snapshot >/tmp/now
	diff "$2" /tmp/now >/tmp/difference || fail "after $1: $(cat /tmp/difference)"
	echo "$1: as it was, $(wc -l <"$2") facts ($(awk "BEGIN { print $(uptime_now) - $begin }") s)"
}

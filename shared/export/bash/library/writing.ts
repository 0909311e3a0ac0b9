import { sh } from '../shell-text.ts'

/** Shell functions that write, each write with a limit of time, and the binding of drivers. */
export const writingFunctions = sh`
# ---- Writing. ----

declare -A FRESH=() TRIED=()
WRITE_LIMIT=120

put() { # put VALUE FILE: one write, which the kernel may take its time for; its refusal -> WHY
  local answer='' status
  # The writer is on its own: a driver that blocks cannot be stopped. It keeps the lock of this run until the kernel
  # is done, and nothing of the terminal or the SSH channel.
  exec 8< <(exec 2>&1; if printf '%s\n' "$1" >"$2"; then printf written; fi)
  IFS= read -r -d '' -t "$WRITE_LIMIT" -u 8 answer
  status=$?
  exec 8<&-
  if ((status > 128)); then
    WHY="writing '$1' to $2: no answer from the kernel within $WRITE_LIMIT seconds. It goes on by itself, cannot be stopped, and no other VF Lab run begins before it is done; see dmesg"
    return 1
  fi
  if [[ $answer == *written ]]; then return 0; fi
  answer=\${answer%$'\n'}
  plain "writing '$1' to $2: \${answer##*: }"
  WHY=$PLAIN
  return 1
}

wait_until() { # wait_until SECONDS COMMAND...: tries four times a second; false when the time is up
  local tries=$(($1 * 4))
  shift
  until "$@"; do
    if ((tries-- <= 0)); then return 1; fi
    sleep 0.25
  done
}

ip_set() { # ip_set WORDS...: ip link set on INTERFACE. Drivers answer "try again" while a VF is being reset.
  local tries=10
  until WHY=$(ip link set dev "$INTERFACE" "$@" 2>&1); do
    plain "ip link set dev $INTERFACE $*: \${WHY##*RTNETLINK answers: }"
    WHY=$PLAIN
    if [[ $WHY != *'temporarily unavailable'* && $WHY != *'resource busy'* ]] || ((--tries <= 0)); then return 1; fi
    sleep 0.5
  done
  VF_LINES_OF=''
}

has_driver() { driver_of "$1" && [[ $DRIVER == "$2" ]]; }
has_vf() { [[ -L $PCI/$1/virtfn$2 ]]; }
has_carrier() { read_line "$NET/$1/carrier" && [[ $LINE == 1 ]]; }

unbind() { # unbind ADDRESS: from whatever driver it has, if nothing speaks against it
  driver_of "$1"
  if [[ -z $DRIVER ]]; then return 0; fi
  is_idle "$1" && put "$1" "$PCI/$1/driver/unbind"
}

take_over() { # take_over ADDRESS DRIVER: bind to a driver that does not claim it by itself
  if [[ ! -d $SYS/bus/pci/drivers/$2 ]] && ! WHY=$(modprobe -- "$2" 2>&1); then return 1; fi
  OBJECTIONS=()
  judge_group "$1"
  is_unopposed && is_idle "$1" && put "$2" "$PCI/$1/driver_override" || return 1
  driver_of "$1"
  if [[ -n $DRIVER ]]; then put "$1" "$PCI/$1/driver/unbind" || return 1; fi
  put "$1" "$SYS/bus/pci/drivers_probe" || true
  if wait_until 5 has_driver "$1" "$2"; then return 0; fi
  WHY="$1 did not bind to $2; see dmesg"
  return 1
}
`

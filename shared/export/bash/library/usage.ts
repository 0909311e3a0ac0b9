import { sh } from '../shell-text.ts'

/** The help text and the reading of options. */
export const usageFunctions = sh`
# ---- Help and options. ----

usage() {
  cat <<'END'
Brings one host to a plan made with VF Lab. Nothing of it outlives a reboot: run it again after each.

  (no option)        apply: save the state found, make every change that is needed, verify
  --dry-run          tell what apply would change; change nothing
  --verify           read back every part of the plan; change nothing
  --rollback         return to the state found before the first change; with --dry-run,
                     tell what that would change
  --rollback-last    the same for whichever plan was applied to this host last
  --show             print the steps and leave
  --write-limit=SECONDS
                     how long the kernel may take for one write, for example to make VFs
                     (120). After that the run fails; the kernel goes on by itself
  --help             print this

Each of these allows one thing that a run refuses by default:
  --allow-recreate   destroy existing VFs where their number changes
  --allow-interfaces take functions whose interfaces have addresses, belong to a bridge or
                     bond, carry VLANs and the like, or have all packets taken by a program
  --allow-drives     take drives that carry data, although nothing uses them now
  --allow-console    take the GPU that shows the console of this host
  --allow-unclear    take functions whose use cannot be ruled out, such as a VF whose
                     interface is in another network namespace
  --allow-running-vms
                     change the settings of VFs that running VMs have

No option allows to take what carries an SSH session or the default route of this host,
a drive that is mounted or built upon, or a function that a VM or program has open.

Exit status: 0 as planned (or done), 1 differs or failed, 2 wrong usage,
3 refused because of what was found, nothing changed.
END
}

wrong_usage() { printf '%s (see --help)\n' "$1" >&2; exit 2; }

set_mode() {
  if [[ -n $CHOSEN ]]; then wrong_usage "only one of $CHOSEN and $1, please"; fi
  CHOSEN=$1
  MODE=\${1#--}
}

read_options() {
  local option shown
  CHOSEN=''
  for option in "$@"; do
    case $option in
      --verify | --rollback | --show) set_mode "$option" ;;
      --rollback-last) set_mode --rollback; IS_LAST=1 ;;
      --dry-run) IS_DRY=1 ;;
      --allow-recreate | --allow-interfaces | --allow-drives | --allow-console | --allow-unclear | --allow-running-vms)
        ALLOWED[\${option#--allow-}]=1
        ;;
      --write-limit=*)
        WRITE_LIMIT=\${option#*=}
        if [[ ! $WRITE_LIMIT =~ ^[1-9][0-9]{0,4}$ ]]; then wrong_usage 'the write limit is a number of seconds'; fi
        ;;
      -h | --help) usage; exit 0 ;;
      *)
        printf -v shown '%q' "$option"
        wrong_usage "unknown option: $shown"
        ;;
    esac
  done
  if ((IS_DRY)); then
    case $MODE in
      apply) MODE=dry-run ;;
      rollback) ;;
      *) wrong_usage "only one of --dry-run and --$MODE, please" ;;
    esac
  fi
}
`

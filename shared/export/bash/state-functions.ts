import { sh } from './shell-text.ts'

/**
 * Saving what was found before the first change, and checking it before it is used. The file is a
 * table of tab-separated fields; every field is checked against its form, and the file is never sourced.
 */
export const stateFunctions = sh`
# ---- The state found before the first change. ----
# Lines of the file, fields separated by tabs, "-" = unread or none:
#   pf  ADDRESS IDS NUMVFS AUTOPROBE MTU UP
#   vf  PF INDEX DRIVER OVERRIDE TRUST MAC VLAN QOS PROTO SPOOFCHK LINKSTATE MAXRATE MINRATE
#   fn  ADDRESS IDS DRIVER OVERRIDE

readonly STATE_DIR=/var/lib/vflab/$SLUG
readonly STATE=$STATE_DIR/before.tsv
readonly WORD_FORM='^[A-Za-z0-9_-]+$'

has_record() { # has_record KIND ADDRESS
  [[ -r $STATE ]] && grep -q "^$1"$'\t'"$2"$'\t' -- "$STATE"
}

pf_record() { # pf_record PF: its line and those of its VFs, on stdout
  local pf=$1 autoprobe=- mtu=- up=- index vlan line knob
  ids_of "$pf"
  num_vfs_of "$pf" || return 1
  if read_line "$PCI/$pf/sriov_drivers_autoprobe"; then autoprobe=$LINE; fi
  if interface_of "$pf"; then
    if read_line "/sys/class/net/$INTERFACE/mtu"; then mtu=$LINE; fi
    if is_link_up "$pf"; then up=1; elif [[ $FOUND == down ]]; then up=0; fi
  fi
  printf 'pf\t%s\t%s\t%s\t%s\t%s\t%s\n' "$pf" "$IDS" "$NUM_VFS" "$autoprobe" "$mtu" "$up"
  VF_LINES_OF=''
  for ((index = 0; index < NUM_VFS; index++)); do
    vf_address "$pf" "$index" || continue
    driver_of "$VF"
    override_of "$VF"
    line=''
    for knob in trust mac vlan spoofchk link-state max-tx-rate min-tx-rate; do
      if vf_text "$pf" "$index" && knob_in "$knob" "$VF_TEXT"; then
        if [[ $knob == vlan ]]; then line+=$'\t'\${FOUND// /$'\t'}; else line+=$'\t'$FOUND; fi
      elif [[ $knob == vlan ]]; then line+=$'\t-\t-\t-'
      else line+=$'\t-'; fi
    done
    printf 'vf\t%s\t%s\t%s\t%s%s\n' "$pf" "$index" "\${DRIVER:--}" "\${OVERRIDE:--}" "$line"
  done
  if ((NUM_VFS > 0)) && is_list_cut "$pf"; then
    printf 'note: ip lists %d of the %d VFs of %s; rollback leaves the settings of the others as they are\n' \
      "\${#VF_LINES[@]}" "$NUM_VFS" "$pf" >&2
  fi
}

function_record() { # function_record ADDRESS: its line, on stdout
  ids_of "$1"
  driver_of "$1"
  override_of "$1"
  printf 'fn\t%s\t%s\t%s\t%s\n' "$1" "$IDS" "\${DRIVER:--}" "\${OVERRIDE:--}"
}

save_state() { # once for each device: a later run must not take its own work for what was there before
  local address
  mkdir -p -- "$STATE_DIR" || return 1
  {
    if [[ -r $STATE ]]; then cat -- "$STATE"; fi
    for address in "\${PFS[@]}"; do has_record pf "$address" || pf_record "$address" || return 1; done
    for address in "\${FUNCTIONS[@]}"; do has_record fn "$address" || function_record "$address" || return 1; done
  } >"$STATE.new" && sync -- "$STATE.new" && mv -- "$STATE.new" "$STATE"
}

check_record() { # check_record KIND FIELDS...: refuses a file that was tampered with or cut off
  local fields=("\${@:2}") field forms=() position=0
  local number='^[0-9]+$' maybe_number='^([0-9]+|-)$' ids='^[0-9a-f]{4}:[0-9a-f]{4}$' bit='^[01-]$'
  case $1 in
    pf) forms=("$ADDRESS_FORM" "$ids" "$number" "$bit" "$maybe_number" "$bit") ;;
    fn) forms=("$ADDRESS_FORM" "$ids" "$WORD_FORM" "$WORD_FORM") ;;
    vf) forms=("$ADDRESS_FORM" "$number" "$WORD_FORM" "$WORD_FORM" '^(on|off|-)$' '^([0-9a-f:]{17}|none|-)$' "$maybe_number"
      "$maybe_number" '^(802\.1Q|802\.1ad|-)$' '^(on|off|-)$' '^(auto|enable|disable|-)$' "$maybe_number" "$maybe_number") ;;
    *) return 1 ;;
  esac
  ((\${#fields[@]} == \${#forms[@]})) || return 1
  for field in "\${fields[@]}"; do
    [[ $field =~ \${forms[position]} ]] || return 1
    position=$((position + 1))
  done
}
`

import { sh } from '../shell-text.ts'

/** Shell functions that tell whether this is the host, and these are the cards, that a plan was made for. */
export const identityFunctions = sh`
# ---- Is this the host, and are these the cards, that the plan was made for? ----

check_host() { # refuses any other host, also one with equal cards
  local name
  if [[ $MACHINE_ID != - ]] && read_line "$ETC/machine-id" && [[ -n $LINE && $LINE != "$MACHINE_ID" ]]; then
    against "This is another machine than the plan was made for: its machine id is \${LINE//[^0-9a-f]/?}, not $MACHINE_ID."
  fi
  name=$(uname -n)
  if [[ $HOST_NAME == "$name" ]]; then return 0; fi
  plain "$name"
  # The way back is this machine's own, whatever it is called by now.
  if [[ $MODE == rollback ]]; then say "note: this host calls itself '$PLAIN'"; return 0; fi
  against "This host calls itself '$PLAIN'; the plan was made for '$HOST_NAME'. Read the host again and make the script anew."
}

expect() { # expect ADDRESS IDS DRIVER|- NUMVFS|- iommu|- interface|- MAC|- SERIAL|- SLOT|-: is it still that hardware?
  if [[ ! -d $PCI/$1 ]]; then against "$1: there is no such PCI function on this host."; return 0; fi
  ids_of "$1"
  if [[ $IDS != "$2" ]]; then against "$1 is $IDS, the plan was made for $2: the hardware was moved."; return 0; fi
  expect_card "$1" "\${@:7}"
  driver_of "$1"
  if [[ $3 != - && $DRIVER != "$3" ]]; then against "$1 is bound to \${DRIVER:-no driver}, the plan was made for $3."; fi
  if [[ $4 != - ]]; then
    if ! read_line "$PCI/$1/sriov_totalvfs"; then against "$1 offers no VFs: SR-IOV is off in firmware or device."
    elif (($4 > LINE)); then against "$1 offers $LINE VFs, the plan wants $4."; fi
    if [[ ! -e $PCI/$1/sriov_drivers_autoprobe ]]; then
      against "$1: this kernel has no sriov_drivers_autoprobe (it came with Linux 4.12)."
    fi
  fi
  if [[ $5 == iommu && ! -L $PCI/$1/iommu_group ]]; then
    against "$1 is in no IOMMU group: turn on VT-d or AMD-Vi in firmware and kernel."
  fi
  if [[ $6 == interface ]] && ! interface_of "$1"; then against "$1 has no network interface."; fi
}

expect_card() { # expect_card ADDRESS MAC|- SERIAL|- SLOT|-: what cannot be read now, as of a card without driver, is not compared
  if [[ \${2:--} != - ]] && mac_of "$1" && [[ $MAC != "$2" ]]; then
    against "$1 has the MAC address $MAC, the plan was made for the card with $2."
  fi
  if [[ \${3:--} != - ]] && serial_of "$1" && [[ $SERIAL != "$3" ]]; then
    against "$1 has the serial number $SERIAL, the plan was made for the card with $3."
  fi
  if [[ \${4:--} != - ]] && slot_of "$1" && [[ $SLOT != "$4" ]]; then
    against "$1 is in slot \${SLOT//[^A-Za-z0-9_.-]/?}, the plan was made for the card in slot $4."
  fi
}

mac_of() { # mac_of ADDRESS: permanent MAC address of its port, which a bond cannot change -> MAC; false where not known
  local text
  MAC=''
  interface_of "$1" || return 1
  text=$(ip -details -oneline link show dev "$INTERFACE" 2>/dev/null)
  # ip prints it only where it differs from the present one.
  if [[ $text =~ permaddr\ ([0-9a-f:]{17}) ]]; then MAC=\${BASH_REMATCH[1]}
  elif link_name "$NET/$INTERFACE/master"; then return 1
  elif read_line "$NET/$INTERFACE/address"; then MAC=$LINE; fi
  [[ $MAC =~ ^[0-9a-f:]{17}$ ]]
}

serial_of() { # serial_of ADDRESS: Device Serial Number of its config space, the higher half first -> SERIAL
  local bytes at=256 next rounds
  SERIAL=''
  # Only root can read more than the first 64 bytes.
  read -r -d '' -a bytes < <(od -A n -v -t x1 -- "$PCI/$1/config" 2>/dev/null)
  for ((rounds = 0; rounds < 96 && at >= 256 && at + 12 <= \${#bytes[@]}; rounds++)); do
    # Extended capabilities are a chain: id in bits 0-15, the next one's place in bits 20-31 (PCI Express Base 5.0, 7.6.3).
    if [[ \${bytes[at + 1]}\${bytes[at]} == 0003 ]]; then
      for ((next = at + 11; next >= at + 4; next--)); do SERIAL+=\${bytes[next]}; done
      return 0
    fi
    at=$((16#\${bytes[at + 3]}\${bytes[at + 2]} >> 4 & ~3))
  done
  return 1
}

slot_of() { # slot_of ADDRESS: name of the physical slot -> SLOT
  local path
  SLOT=''
  for path in "$SYS/bus/pci/slots"/*; do
    if read_line "$path/address" && [[ $1 == "$LINE" || $1 == "$LINE".* ]]; then SLOT=\${path##*/}; return 0; fi
  done
  return 1
}
`

import { sh } from '../shell-text.ts'

/**
 * Shell functions that judge whether a function may be taken: what no option allows, and what each option allows.
 * They repeat on the host, right before it is changed, what the checks said of the reading that the plan was made on.
 */
export const judgementFunctions = sh`
# ---- The judgement: what stands against taking a function away. Asked for all steps before the first write, and once
# ---- more right before each.

declare -A ALLOWED=() TAKEN=()
OBJECTIONS=() LOSSES=()

object() { OBJECTIONS+=("$1"); } # object WHAT: no option allows it

ask() { # ask CONSENT WHAT: --allow-CONSENT allows it
  if [[ -n \${ALLOWED[$1]:-} ]]; then return 0; fi
  OBJECTIONS+=("$2 Allow it with --allow-$1.")
}

judge() { # judge ADDRESS: taking it from what it does now, together with its VFs -> OBJECTIONS
  local vf
  judge_one "$1"
  vfs_of "$1"
  if ((\${#VFS[@]} > 0)); then ask recreate "$1 has \${#VFS[@]} VFs, which go with it."; fi
  for vf in "\${VFS[@]}"; do judge_one "$vf"; done
}

judge_one() {
  USE=''
  if is_protected "$1"; then object "$USE"; fi
  if is_held "$1"; then object "$USE"; fi
  if is_with_other_hypervisor "$1"; then object "$USE"; fi
  if is_stored_on "$1"; then object "$USE"; elif has_data "$1"; then ask drives "$USE"; fi
  if is_claimed "$1"; then ask interfaces "$USE"; fi
  if is_console "$1"; then ask console "$USE"; fi
  if is_far "$1"; then ask interfaces "$USE"; elif is_unclear "$1"; then ask unclear "$USE"; fi
}

is_idle() { # is_idle ADDRESS: judges once more, right before it is taken away (why not -> WHY)
  # Without a driver it does nothing; the VFs that this run makes are in this state.
  driver_of "$1"
  if [[ -z $DRIVER ]]; then return 0; fi
  look_around
  OBJECTIONS=()
  judge "$1"
  is_unopposed
}

is_unopposed() {
  if ((\${#OBJECTIONS[@]} == 0)); then return 0; fi
  WHY=\${OBJECTIONS[0]}
  return 1
}

oppose() { # the objections of a rehearsal become refusals, each once
  local objection
  for objection in "\${OBJECTIONS[@]}"; do
    if [[ " \${REFUSALS[*]:-} " != *" $objection "* ]]; then against "$objection"; fi
  done
  OBJECTIONS=()
}

judge_running_vm() { # judge_running_vm ADDRESS: changing the settings of a VF that a VM has
  if is_held "$1"; then ask running-vms "$USE Its settings change while it runs."; fi
}

judge_group() { # judge_group ADDRESS: whether the kernel would let a VM have it, with the rest of its IOMMU group
  local path member group
  link_name "$PCI/$1/iommu_group" || return 0
  group=$LINK
  for path in "$PCI/$1/iommu_group/devices"/*; do
    member=\${path##*/}
    if [[ $member == "$1" || -n \${TAKEN[$member]:-} ]]; then continue; fi
    if stays_with_kernel "$member"; then
      object "$1 shares IOMMU group $group with $member, which stays bound to $DRIVER: no VM could have it."
    fi
  done
  judge_regions "$1" "$group"
}

judge_regions() { # judge_regions ADDRESS GROUP: memory that firmware keeps for a device bars it from VMs
  local kind path=$PCI/$1/iommu_group/reserved_regions
  [[ -r $path ]] || return 0
  while read -r _ _ kind; do
    if [[ $kind == direct ]]; then
      object "$1: firmware keeps memory for IOMMU group $2 (RMRR, \"direct\"), and the kernel gives no VM such a device."
    fi
  done <"$path"
}

judge_group_of_new_vf() { # judge_group_of_new_vf PF: where its group has others beside, the new VFs will be in it
  local path member
  link_name "$PCI/$1/iommu_group" || return 0
  for path in "$PCI/$1/iommu_group/devices"/*; do
    member=\${path##*/}
    if [[ ! -e $path || $member == "$1" ]] || link_name "$PCI/$member/physfn"; then continue; fi
    driver_of "$1"
    object "$1 shares its IOMMU group with $member; new VFs will be in it too, and $1 stays bound to \${DRIVER:-no driver}."
    return 0
  done
}

stays_with_kernel() { # stays_with_kernel ADDRESS: a driver that the kernel does not suffer in a group of a VM -> DRIVER
  driver_of "$1"
  # Bridges do no DMA of their own (drivers/pci/pcie/portdrv.c, driver_managed_dma); nor does pci-stub.
  if [[ $DRIVER == pcieport ]] || { read_line "$PCI/$1/class" && [[ $LINE == 0x0604* ]]; }; then return 1; fi
  is_kernel_driver "$DRIVER"
}
`

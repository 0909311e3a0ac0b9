import { readonly, ref, watchEffect, type Ref } from 'vue'

/**
 * Whether something was ever so. What is opened seldom is mounted with the first opening, and stays for the next:
 * an asynchronous component that is only hidden would be loaded before the window shows anything.
 */
export function useLatch(isSo: () => boolean): Readonly<Ref<boolean>> {
  const wasSo = ref(false)
  watchEffect(() => {
    if (isSo()) wasSo.value = true
  })
  return readonly(wasSo)
}

/** Drivers whose VF rules are known. */
export type NicDriver = 'igb' | 'ixgbe' | 'i40e' | 'ice' | 'mlx5'

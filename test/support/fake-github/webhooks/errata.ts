/** Where GitHub sends otherwise than it describes. Every line has its reason. */
export const webhookErrata: readonly RegExp[] = [];

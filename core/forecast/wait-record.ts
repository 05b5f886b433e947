export const METHODS = 3;
export type QueueForecastSnapshot = { readonly queue: string };

/** An environment whose values are shown beside the shared values. */
export interface EnvironmentColumn {
  key: string;
  index: number;
  name: string;
}

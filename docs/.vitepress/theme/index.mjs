// The theme of the documentation site: the default theme of VitePress with the styles of this package.

import DefaultTheme from "vitepress/theme";
import "./style.css";

export default DefaultTheme;

// The code-entry page has no script; this only leads the build to its style.
import "./landing.css";

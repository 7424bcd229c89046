// The types as a CommonJS module sees them.

import connectionUpdate = require("connection-update");

const validation: connectionUpdate.ValidationResult = connectionUpdate.validate({});
if (validation.ok) console.log(validation.value.name);

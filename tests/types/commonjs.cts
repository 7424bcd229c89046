// Tests the types in a CommonJS module.

import connectionUpdate = require("connection-update");

const validation: connectionUpdate.ValidationResult = connectionUpdate.validate({});
if (validation.ok) console.log(validation.value.name);

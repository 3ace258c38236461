/** Where the hall is: times on screens are read there, whatever zone the device is set to. */

/** The competition's own time zone, as competition/i18n.py has it. */
export const HERE = "Asia/Shanghai";

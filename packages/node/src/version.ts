/** The package's version; a test keeps it equal to package.json, which the running code need not read. */
export const sdkVersion = '0.1.0'

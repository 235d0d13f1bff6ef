// The text of the files beside this folder; README.md there says what they are and whose.

const char *_Nonnull textOfDigits(void);
const char *_Nonnull textOfNight(void);

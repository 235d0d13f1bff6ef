#include "pictures.h"

const char *textOfDigits(void) {
  static const char text[] = {
#embed "digits.txt" suffix(, 0)
  };
  return text;
}

const char *textOfNight(void) {
  static const char text[] = {
#embed "night.txt" suffix(, 0)
  };
  return text;
}

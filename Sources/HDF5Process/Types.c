#include "Types.h"

#include <stdlib.h>
#include <string.h>

static hid_t half(H5T_order_t order) {
  hid_t type = H5Tcopy(order == H5T_ORDER_BE ? H5T_IEEE_F32BE : H5T_IEEE_F32LE);
  H5Tset_fields(type, 15, 10, 5, 0, 10);
  H5Tset_size(type, 2);
  H5Tset_ebias(type, 15);
  return type;
}

// Truth values as h5py writes them: FALSE and TRUE, a byte each.
static hid_t truth(void) {
  hid_t type = H5Tenum_create(H5T_STD_I8LE);
  int8_t value = 0;
  H5Tenum_insert(type, "FALSE", &value);
  value = 1;
  H5Tenum_insert(type, "TRUE", &value);
  return type;
}

static hid_t ordered(uint8_t code, bool big) {
  switch (code) {
    case 1: return H5Tcopy(big ? H5T_IEEE_F64BE : H5T_IEEE_F64LE);
    case 2: return H5Tcopy(big ? H5T_IEEE_F32BE : H5T_IEEE_F32LE);
    case 3: return half(big ? H5T_ORDER_BE : H5T_ORDER_LE);
    case 5: return H5Tcopy(big ? H5T_STD_I8BE : H5T_STD_I8LE);
    case 6: return H5Tcopy(big ? H5T_STD_I16BE : H5T_STD_I16LE);
    case 7: return H5Tcopy(big ? H5T_STD_I32BE : H5T_STD_I32LE);
    case 8: return H5Tcopy(big ? H5T_STD_I64BE : H5T_STD_I64LE);
    case 9: return H5Tcopy(big ? H5T_STD_U8BE : H5T_STD_U8LE);
    case 10: return H5Tcopy(big ? H5T_STD_U16BE : H5T_STD_U16LE);
    case 11: return H5Tcopy(big ? H5T_STD_U32BE : H5T_STD_U32LE);
    case 12: return H5Tcopy(big ? H5T_STD_U64BE : H5T_STD_U64LE);
    case code_bool: return truth();
    case code_opaque: {
      hid_t type = H5Tcreate(H5T_OPAQUE, 2);
      H5Tset_tag(type, "");
      return type;
    }
    default: return -1;
  }
}

hid_t type_of_code(uint8_t code) { return ordered(code, false); }

uint8_t code_of_type(hid_t type, bool *direct) {
  *direct = true;
  H5T_class_t kind = H5Tget_class(type);
  if (kind == H5T_OPAQUE) return H5Tget_size(type) == 2 ? code_opaque : 0;
  if (kind != H5T_FLOAT && kind != H5T_INTEGER && kind != H5T_ENUM) return 0;
  for (int big = 0; big < 2; big++) {
    for (uint8_t code = 1; code <= code_bool; code++) {
      hid_t known = ordered(code, big);
      if (known < 0) continue;
      bool same = H5Tequal(type, known) > 0;
      H5Tclose(known);
      if (same) {
        *direct = !big;
        return code;
      }
    }
  }
  return 0;
}

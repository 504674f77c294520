/* Directions with the very bits of Java's StrictMath: arc tangent by the methods and constants of Sun's fdlibm 5.3, as in
 * netlogo/runtime/maths/fdlibm_inverse.py.
 */
#include "kernel.h"
#include <math.h>

#define PI 3.14159265358979311600e+00
#define PI_LOW 1.2246467991473531772e-16
#define TO_DEGREES 57.29577951308232 /* as in fdlibm.py */

static const double high[] = {4.63647609000806093515e-01, 7.85398163397448278999e-01, 9.82793723247329054082e-01,
                              1.57079632679489655800e+00};
static const double low[] = {2.26987774529616870924e-17, 3.06161699786838301793e-17, 1.39033110312309984516e-17,
                             6.12323399573676603587e-17};
static const double a[] = {3.33333333333329318027e-01,  -1.99999999998764832476e-01, 1.42857142725034663711e-01,
                           -1.11111104054623557880e-01, 9.09088713343650656196e-02,  -7.69187620504482999495e-02,
                           6.66107313738753120669e-02,  -5.83357013379057348645e-02, 4.97687799461593236017e-02,
                           -3.65315727442169155270e-02, 1.62858201153657823623e-02};

static double arc_tangent_of(double x)
{
    double size = fabs(x), t;
    int part;
    if (size >= 73786976294838206464.0) { /* 2 to the power 66 */
        double value = high[3] + low[3];
        return x > 0 ? value : -value;
    }
    if (size < 0.4375) {
        if (size < 1.862645149230957e-09) /* 2 to the power -29 */
            return x;
        part = -1, t = x;
    } else if (size < 0.6875) {
        part = 0, t = (2.0 * size - 1.0) / (2.0 + size);
    } else if (size < 1.1875) {
        part = 1, t = (size - 1.0) / (size + 1.0);
    } else if (size < 2.4375) {
        part = 2, t = (size - 1.5) / (1.0 + 1.5 * size);
    } else {
        part = 3, t = -1.0 / size;
    }
    double z = t * t, w = z * z;
    double s1 = z * (a[0] + w * (a[2] + w * (a[4] + w * (a[6] + w * (a[8] + w * a[10])))));
    double s2 = w * (a[1] + w * (a[3] + w * (a[5] + w * (a[7] + w * a[9]))));
    if (part < 0)
        return t - t * (s1 + s2);
    double value = high[part] - ((t * (s1 + s2) - low[part]) - t);
    return x > 0 ? value : -value;
}

/* The angle of the point (x, y) in radians, neither coordinate 0. */
double arc_tangent(double y, double x)
{
    if (x == 1.0)
        return arc_tangent_of(y);
    int power_y, power_x;
    frexp(y, &power_y);
    frexp(x, &power_x);
    double z = power_y - power_x > 60            ? PI / 2 + 0.5 * PI_LOW
               : x < 0 && power_y - power_x < -60 ? 0.0
                                                  : arc_tangent_of(fabs(y / x));
    if (x > 0)
        return y > 0 ? z : -z;
    z -= PI_LOW;
    return y > 0 ? PI - z : z - PI;
}

/* The heading of the vector (dx, dy), which is not (0, 0); `wraps`: some side of the world does. */
double heading_of(double dx, double dy, int wraps)
{
    if (dy == 0 && (dx != 0 || wraps))
        return dx > 0 ? 90.0 : 270.0;
    if (dx == 0)
        return dy > 0 ? 0.0 : 180.0;
    return fmod(270.0 + (PI + arc_tangent(-dy, dx)) * TO_DEGREES, 360.0);
}

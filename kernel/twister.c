/* The Mersenne twister MT19937 (Matsumoto, Nishimura 1998, 2002) with the draws of Java's `Random`; the twin of
 * netlogo/runtime/maths/twister.py.
 */
#include "kernel.h"

#define SHIFT 397
#define UPPER 0x80000000U
#define LOWER 0x7fffffffU
#define MATRIX 0x9908b0dfU

static uint32_t mixed(uint32_t word, uint32_t next, uint32_t shifted)
{
    uint32_t both = (word & UPPER) | (next & LOWER);
    return shifted ^ (both >> 1) ^ (-(both & 1) & MATRIX);
}

/* The word of the next block that comes to that place. */
static uint32_t renewed(const uint32_t *words, int i)
{
    return mixed(words[i], words[(i + 1) % TWISTER_WORDS], words[(i + SHIFT) % TWISTER_WORDS]);
}

static void refill(Twister *rng)
{
    if (rng->held == 1) {
        memcpy(rng->spare, rng->words, sizeof rng->spare);
        rng->held = 2;
    }
    uint32_t *words = rng->words;
    int i = 0;
    for (; i < TWISTER_WORDS - SHIFT; i++)
        words[i] = mixed(words[i], words[i + 1], words[i + SHIFT]);
    for (; i < TWISTER_WORDS - 1; i++)
        words[i] = mixed(words[i], words[i + 1], words[i + SHIFT - TWISTER_WORDS]);
    words[i] = renewed(words, i);
    rng->at = 0;
}

static uint32_t tempered(uint32_t word)
{
    word ^= word >> 11;
    word ^= (word << 7) & 0x9d2c5680U;
    word ^= (word << 15) & 0xefc60000U;
    return word ^ (word >> 18);
}

uint32_t twister_word(Twister *rng)
{
    if (rng->at >= TWISTER_WORDS)
        refill(rng);
    return tempered(rng->words[rng->at++]);
}

int later_word(const Twister *rng, int later, uint32_t *word)
{
    int place = rng->at + later;
    if (later < 0 || place >= 2 * TWISTER_WORDS - SHIFT) /* further on, the next block is made of itself */
        return 0;
    *word = tempered(place < TWISTER_WORDS ? rng->words[place] : renewed(rng->words, place - TWISTER_WORDS));
    return 1;
}

int32_t pick_of_word(uint32_t word, int32_t n)
{
    word >>= 1;
    return (n & (n - 1)) == 0 ? (int32_t)(((int64_t)n * word) >> 31) : (int32_t)(word % (uint32_t)n);
}

/* From here on draws can be taken back. */
void twister_hold(Twister *rng)
{
    rng->held = 1;
    rng->held_at = rng->at;
}

void twister_restore(Twister *rng)
{
    if (rng->held == 2)
        memcpy(rng->words, rng->spare, sizeof rng->spare);
    rng->at = rng->held_at;
}

/* A uniform int in [0, n), n >= 1. */
int32_t twister_int(Twister *rng, int32_t n)
{
    uint32_t word = twister_word(rng) >> 1;
    if ((n & (n - 1)) == 0)
        return (int32_t)(((int64_t)n * word) >> 31);
    for (;;) {
        uint32_t value = word % (uint32_t)n;
        if (word - value + (uint32_t)n <= 0x80000000U)
            return (int32_t)value;
        word = twister_word(rng) >> 1;
    }
}

/* Draws for choices among `size`, `size` - 1, ... 2, whose results nobody needs. Words of a block that are surely taken
 * are only counted.
 */
void twister_skip(Twister *rng, int32_t size)
{
    uint32_t surely = 0x80000000U - (uint32_t)size;
    while (size > 1) {
        if (rng->at >= TWISTER_WORDS)
            refill(rng);
        int left = TWISTER_WORDS - rng->at, count = left < size - 1 ? left : size - 1;
        uint32_t largest = 0;
        for (int i = 0; i < count; i++) {
            uint32_t word = tempered(rng->words[rng->at + i]) >> 1;
            largest = word > largest ? word : largest;
        }
        if (largest <= surely) {
            rng->at += count;
            size -= count;
        } else
            for (; count > 0; count--)
                twister_int(rng, size--);
    }
}

/* A uniform int in [0, n), n >= 1, of two words. */
int64_t twister_long(Twister *rng, int64_t n)
{
    for (;;) {
        uint64_t high = twister_word(rng);
        uint64_t word = ((high << 32) + (uint64_t)(int64_t)(int32_t)twister_word(rng)) >> 1;
        uint64_t value = word % (uint64_t)n;
        if (word - value + (uint64_t)n <= 0x8000000000000000ULL)
            return (int64_t)value;
    }
}

/* A uniform double in [0, 1) with 53 random bits. */
double twister_double(Twister *rng)
{
    uint64_t high = twister_word(rng) >> 6;
    uint64_t low = twister_word(rng) >> 5;
    return (double)((high << 27) + low) * (1.0 / 9007199254740992.0);
}

Twister *as_twister(PyObject *object)
{
    if (!PyObject_TypeCheck(object, &TwisterType)) {
        PyErr_Format(PyExc_TypeError, "expected a Twister of the kernel, got %R", object);
        return NULL;
    }
    return (Twister *)object;
}

static PyObject *set_seed(PyObject *self, PyObject *seed)
{
    Twister *rng = (Twister *)self;
    unsigned long long word = PyLong_AsUnsignedLongLongMask(seed);
    if (word == (unsigned long long)-1 && PyErr_Occurred())
        return NULL;
    rng->words[0] = (uint32_t)word;
    for (int i = 1; i < TWISTER_WORDS; i++)
        rng->words[i] = 1812433253U * (rng->words[i - 1] ^ (rng->words[i - 1] >> 30)) + (uint32_t)i;
    rng->at = TWISTER_WORDS;
    Py_RETURN_NONE;
}

static PyObject *bits(PyObject *self, PyObject *count)
{
    long k = PyLong_AsLong(count);
    if (k < 1 || k > 32) {
        if (!PyErr_Occurred())
            PyErr_Format(PyExc_ValueError, "expected 1 to 32 bits, got %ld", k);
        return NULL;
    }
    return PyLong_FromUnsignedLong(twister_word((Twister *)self) >> (32 - k));
}

static PyObject *next_int(PyObject *self, PyObject *limit)
{
    long long n = PyLong_AsLongLong(limit);
    if (n < 1 || n > 0x7fffffffLL) {
        if (!PyErr_Occurred())
            PyErr_Format(PyExc_ValueError, "expected a limit from 1 to 2147483647, got %lld", n);
        return NULL;
    }
    return PyLong_FromLong(twister_int((Twister *)self, (int32_t)n));
}

static PyObject *next_long(PyObject *self, PyObject *limit)
{
    long long n = PyLong_AsLongLong(limit);
    if (n < 1) {
        if (!PyErr_Occurred())
            PyErr_Format(PyExc_ValueError, "expected a positive limit, got %lld", n);
        return NULL;
    }
    return PyLong_FromLongLong(twister_long((Twister *)self, n));
}

static PyObject *next_double(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    return PyFloat_FromDouble(twister_double((Twister *)self));
}

static PyObject *skip_shuffle(PyObject *self, PyObject *size)
{
    long n = PyLong_AsLong(size);
    if (n < 0 || n > 0x7fffffffL) {
        if (!PyErr_Occurred())
            PyErr_Format(PyExc_ValueError, "expected a size from 0 to 2147483647, got %ld", n);
        return NULL;
    }
    twister_skip((Twister *)self, (int32_t)n);
    Py_RETURN_NONE;
}

/* The words and the position as Python's own `random.Random` has them. */
static PyObject *words(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    Twister *rng = (Twister *)self;
    PyObject *made = PyTuple_New(TWISTER_WORDS + 1);
    for (int i = 0; made != NULL && i <= TWISTER_WORDS; i++) {
        PyObject *number = PyLong_FromUnsignedLong(i < TWISTER_WORDS ? rng->words[i] : (uint32_t)rng->at);
        if (number == NULL)
            Py_CLEAR(made);
        else
            PyTuple_SET_ITEM(made, i, number);
    }
    return made;
}

static PyObject *set_words(PyObject *self, PyObject *given)
{
    Twister *rng = (Twister *)self;
    uint32_t read[TWISTER_WORDS + 1];
    if (!PyTuple_Check(given) || PyTuple_GET_SIZE(given) != TWISTER_WORDS + 1)
        return PyErr_Format(PyExc_ValueError, "expected a tuple of %d words and a position", TWISTER_WORDS);
    for (int i = 0; i <= TWISTER_WORDS; i++) {
        read[i] = (uint32_t)PyLong_AsUnsignedLongMask(PyTuple_GET_ITEM(given, i));
        if (PyErr_Occurred())
            return NULL;
    }
    if (read[TWISTER_WORDS] > TWISTER_WORDS)
        return PyErr_Format(PyExc_ValueError, "expected a position from 0 to %d", TWISTER_WORDS);
    memcpy(rng->words, read, sizeof rng->words);
    rng->at = (int)read[TWISTER_WORDS];
    Py_RETURN_NONE;
}

static PyObject *exchange(PyObject *self, PyObject *other)
{
    Twister *mine = (Twister *)self, *theirs = as_twister(other);
    if (theirs == NULL)
        return NULL;
    uint32_t kept[TWISTER_WORDS];
    int at = mine->at;
    memcpy(kept, mine->words, sizeof kept);
    memcpy(mine->words, theirs->words, sizeof kept);
    memcpy(theirs->words, kept, sizeof kept);
    mine->at = theirs->at;
    theirs->at = at;
    Py_RETURN_NONE;
}

static PyObject *make(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(names))
{
    PyObject *self = type->tp_alloc(type, 0);
    if (self != NULL)
        ((Twister *)self)->at = TWISTER_WORDS;
    return self;
}

static PyMethodDef methods[] = {
    {"set_seed", set_seed, METH_O, NULL},
    {"bits", bits, METH_O, NULL},
    {"next_int", next_int, METH_O, NULL},
    {"next_long", next_long, METH_O, NULL},
    {"next_double", next_double, METH_NOARGS, NULL},
    {"skip_shuffle", skip_shuffle, METH_O, NULL},
    {"words", words, METH_NOARGS, NULL},
    {"set_words", set_words, METH_O, NULL},
    {"exchange", exchange, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject TwisterType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "netlogo.runtime._kernel.Twister",
    .tp_doc = "The raw stream and its uniform draws; see netlogo.runtime.maths.twister.",
    .tp_basicsize = sizeof(Twister),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = methods,
    .tp_new = make,
};

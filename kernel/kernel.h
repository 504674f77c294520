/* What the parts of the kernel share: the generator, and where agents keep the slots that the kernel reads.
 *
 * The kernel does in C what modules of netlogo/runtime do in Python, with the same draws and results; where it meets
 * what it does not know it calls the Python code, which alone raises NetLogo's errors. Only CPython's public API.
 */
#ifndef NETLOGO_KERNEL_H
#define NETLOGO_KERNEL_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

#define TWISTER_WORDS 624

typedef struct {
    PyObject_HEAD
    uint32_t words[TWISTER_WORDS];
    int at; /* the next word to give out; TWISTER_WORDS: make new ones */
} Twister;

extern PyTypeObject TwisterType;

uint32_t twister_word(Twister *rng);
int32_t twister_int(Twister *rng, int32_t n);
int64_t twister_long(Twister *rng, int64_t n);
double twister_double(Twister *rng);
Twister *as_twister(PyObject *object); /* borrowed; NULL with an error set */

/* Agents: subclasses of the Python classes Turtle, Patch and Link, whose slots lie at fixed places. */
typedef struct {
    PyTypeObject *turtle, *patch, *link;
    Py_ssize_t turtle_dead, turtle_patch, turtle_xcor, turtle_ycor, turtle_breed, turtle_links;
    Py_ssize_t patch_id, patch_turtles;
    Py_ssize_t link_dead, link_end1, link_end2;
} Layout;

extern Layout layout;

#define SLOT(agent, offset) (*(PyObject **)((char *)(agent) + (offset)))
#define IS_TURTLE(agent) (Py_TYPE(agent)->tp_base == layout.turtle && layout.turtle != NULL)
#define IS_PATCH(agent) (Py_TYPE(agent)->tp_base == layout.patch && layout.patch != NULL)
#define IS_LINK(agent) (Py_TYPE(agent)->tp_base == layout.link && layout.link != NULL)

Py_ssize_t slot_offset(PyTypeObject *type, const char *name); /* -1 with an error set: no such slot */
int agent_is_dead(PyObject *agent);                           /* -1 with an error set */

extern PyMethodDef order_functions[], set_functions[];
extern PyTypeObject WalkType, SearchType;

#endif

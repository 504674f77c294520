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
    int at;   /* the next word to give out; TWISTER_WORDS: make new ones */
    int held; /* 1: `spare` must be filled before words are made; 2: it holds the words of before */
    int held_at;
    uint32_t spare[TWISTER_WORDS];
} Twister;

extern PyTypeObject TwisterType;

uint32_t twister_word(Twister *rng);
int32_t twister_int(Twister *rng, int32_t n);
void twister_skip(Twister *rng, int32_t size); /* the draws of a shuffle whose order cannot be noticed */
int64_t twister_long(Twister *rng, int64_t n);
double twister_double(Twister *rng);
int later_word(const Twister *rng, int later, uint32_t *word); /* without drawing; 0: too late to know it */
int32_t pick_of_word(uint32_t word, int32_t n); /* what twister_int makes of a word, if it takes it */
void twister_hold(Twister *rng); /* until `held` is 0 again, */
void twister_restore(Twister *rng); /* which takes back what was drawn since */
PyObject *turned_heading(PyObject *turtle, double angle);
int sine_and_cosine(double radians, double *sine, double *cosine); /* 0: the twin must do it */
Twister *as_twister(PyObject *object); /* borrowed; NULL with an error set */

/* Agents: subclasses of the Python classes Turtle, Patch and Link, whose slots lie at fixed places. */
typedef struct {
    PyTypeObject *turtle, *patch, *link;
    Py_ssize_t turtle_dead, turtle_patch, turtle_xcor, turtle_ycor, turtle_breed, turtle_links, turtle_pen_mode;
    Py_ssize_t turtle_heading, turtle_turned_to, turtle_sine, turtle_cosine;
    PyObject *sines, *cosines; /* lists of those of the whole degrees */
    Py_ssize_t patch_id, patch_pxcor, patch_pycor, patch_turtles;
    Py_ssize_t link_dead, link_end1, link_end2;
    PyTypeObject *array_set, *patch_set, *tree_set; /* the classes of agentsets */
    Py_ssize_t set_kind, array_items, array_known, array_living, array_members;
    Py_ssize_t patch_set_items, patch_set_members;
    Py_ssize_t turtle_id, turtle_who, turtle_shape;
    Py_ssize_t tree_listed, tree_by_key, tree_highest, tree_sorted;
    PyTypeObject *topology;
    Py_ssize_t width, height, wrap_x, wrap_y, left, right, bottom, top, min_x, max_y, grid, spare;
    PyObject *deaths; /* `last` of it is another object after each death */
    Py_ssize_t deaths_last;
    PyObject *nobody;
    PyObject *turtle_word, *patch_word; /* the kinds of agents as agentsets name them */
} Layout;

extern Layout layout;

#define SLOT(agent, offset) (*(PyObject **)((char *)(agent) + (offset)))
#define IS_TURTLE(agent) (Py_TYPE(agent)->tp_base == layout.turtle && layout.turtle != NULL)
#define IS_PATCH(agent) (Py_TYPE(agent)->tp_base == layout.patch && layout.patch != NULL)
#define IS_LINK(agent) (Py_TYPE(agent)->tp_base == layout.link && layout.link != NULL)

Py_ssize_t slot_offset(PyTypeObject *type, const char *name); /* -1 with an error set: no such slot */
int agent_is_dead(PyObject *agent);                           /* -1 with an error set */

PyObject *living_agents(PyObject *list); /* new; the list itself where all live */
PyObject *shuffled_list(PyObject *list, Twister *rng);
PyObject *walk_through(PyObject *items, PyObject *rng, int skips_dead, int sparse);
#define CROWD 250 /* as in patches.py: so many turtles on a patch may be kept in a dictionary */
PyObject *turtles_on_patch(PyObject *patch); /* new; a list that must not be changed */
PyObject *turtles_standing(PyObject *patches);

#define MANY 5000 /* agents that do not fit into the processor's nearest memory with all that belongs to them */
#define AHEAD 3   /* agents after the next one that are guessed */
typedef struct {
    int at, words; /* where the generator stood, and how many words the last turn drew */
    int right;     /* how many guesses in a row have come true */
    Py_ssize_t places[AHEAD];
} Guess;

void start_guessing(Guess *guess, const Twister *rng);
void look_ahead(Guess *guess, const Twister *rng, PyObject **left, Py_ssize_t at, Py_ssize_t size, Py_ssize_t picked,
                PyObject *present, PyObject *next);
PyObject *in_turn(PyObject *agents);
PyObject *list_in_turn(PyObject *order); /* borrowed: of such an order all agents; NULL: it is another one */

/* A primitive in C with its Python twin, which takes over where the C does not know: it then returns NULL, no error. */
typedef struct Quick Quick;
typedef PyObject *(*Primitive)(Quick *quick, PyObject *const *args, Py_ssize_t given);
struct Quick {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    Primitive run;
    PyObject *twin, *world;
    Twister *rng;
};
typedef struct {
    const char *name;
    Primitive run;
} QuickDef;

PyObject *agents_of(PyObject *set);                    /* borrowed list; NULL: not known, or an error set */
PyObject *new_turtle_set(PyObject *turtles);           /* steals the list, of living turtles */
PyObject *new_patch_set(PyObject *patches);            /* steals the list */
int world_has_ties(PyObject *world);                   /* -1 with an error set */
PyObject *world_topology(PyObject *world);             /* borrowed; NULL with an error set */
double shape_of(PyObject *topology, Py_ssize_t offset); /* a number of a topology; NaN if it is none */
int place_of(PyObject *agent, double *x, double *y);   /* 1 for a living turtle or a patch, else 0 */
double distance_of_points(PyObject *shape, double x1, double y1, double x2, double y2);
double distance_between(PyObject *shape, PyObject *one, PyObject *two);
PyObject *patches_around(PyObject *topology, PyObject *patch, int count); /* new; NULL: not known, or an error set */
Py_ssize_t numbers_around(PyObject *topology, PyObject *patch, int count, Py_ssize_t *found); /* in the grid; -1: not known */
PyObject *patch_inside(PyObject *topology, double x, double y);
int moves_alone(Quick *quick, PyObject *turtle);
PyObject *stand_at(PyObject *turtle, PyObject *x, PyObject *y, PyObject *patch);

PyObject *linked_turtles(Quick *quick, PyObject *const *args, Py_ssize_t given);
PyObject *in_radius(Quick *quick, PyObject *const *args, Py_ssize_t given);
PyObject *in_cone(Quick *quick, PyObject *const *args, Py_ssize_t given);
PyObject *world_set(PyObject *world, const char *name); /* borrowed; NULL with an error set */
Py_ssize_t patches_near(PyObject *topology, Py_ssize_t here, double radius, Py_ssize_t **found);
double arc_tangent(double y, double x);
PyObject *know_tables(PyObject *module, PyObject *type);
PyObject *entries_for(PyObject *table, PyObject *key); /* borrowed dictionary; NULL: not known, or an error set */
int put_entry(PyObject *entries, PyObject *key, PyObject *value);
int slots_of_spare(PyObject *rng, Py_ssize_t *spare, Py_ssize_t *has_spare); /* 0: not known */
double power_of(double x, double y);      /* NaN: the twin must do it */
double wrapped_heading(double heading);   /* in [0, 360) */
double wrapped_coordinate(double position, double low, double high, PyObject *wraps); /* NaN beyond an edge */
int direction_of_turtle(PyObject *turtle, double *sine, double *cosine); /* 0: the twin must do it */
double heading_between(PyObject *topology, PyObject *one, PyObject *two); /* NaN: not known, or at one point */
PyObject *questions(void); /* names of the methods that only look at agents; a frozenset */
double heading_of(double dx, double dy, int wraps);
int same_values(PyObject *a, PyObject *b, int depth); /* whether NetLogo's = holds; -1: not known */
int set_has(PyObject *set, PyObject *agent); /* -1: not known */
int set_was_asked(PyObject *set);

PyObject *patch_under(PyObject *agent); /* borrowed */
PyObject *standing_on(PyObject *patch, PyObject *breed); /* new list */
PyObject *turtles_of_breed_on(PyObject *patch, PyObject *breed); /* new; NULL: not known, or an error set */
PyObject *sample_of_list(PyObject *list, Py_ssize_t needed, Twister *rng);
PyObject *best_agents(PyObject *agents, PyObject *values, double sign);
PyObject *copy_of_turtle(PyObject *agent); /* new */
PyObject *agent_alone(PyObject *value); /* new; NULL: it is no agent, or dead */

extern const QuickDef set_primitives[], value_primitives[], logarithm_primitives[], own_list_primitives[];
extern const QuickDef anonymous_primitives[], field_primitives[], number_primitives[], place_primitives[];
extern const QuickDef table_primitives[], choosing_primitives[], place_methods[], ahead_methods[];
extern const QuickDef moving_methods[], climbing_methods[];
extern const QuickDef turtle_methods[], step_methods[], direction_methods[], breed_methods[], patch_methods[];
extern PyMethodDef field_functions[], birth_functions[], alias_functions[];
extern PyMethodDef order_functions[], set_functions[];
extern PyTypeObject WalkType, ListedType, QuickType, PlainType, PlainLoopType;

#endif

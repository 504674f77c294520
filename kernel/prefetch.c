/* Bringing near what the next agents of a random order need, while others run.
 *
 * Agents in random order lie anywhere in memory, and in large worlds most of the time would go into waiting for it.
 * What an agent needs is found from place to place: the agent through the order, its variables and its patch through
 * the agent, those who stand there through the patch and its list. So each step is asked for one turn before the
 * next one needs it. NetLogo draws most orders only one agent ahead; the agents after that are guessed: mostly every
 * turn draws as many words as the last one, and the generator's next words are known. A wrong guess costs some time
 * and changes nothing.
 */
#include "kernel.h"

/* What is used once in a turn need not push other things out of the caches. Without the asm, gcc takes a function
 * that does nothing else for one without effect.
 */
#if defined(__GNUC__)
#define PREFETCH(place)                                                                                                \
    do {                                                                                                               \
        __builtin_prefetch(place, 0, 0);                                                                               \
        __asm__ volatile("");                                                                                          \
    } while (0)
#else
#define PREFETCH(place) ((void)(place))
#endif

#define LINE 64 /* bytes that come at once */

static void bring(const void *start, Py_ssize_t size)
{
    if (start == NULL || size <= 0)
        return;
    for (Py_ssize_t offset = 0; offset < size; offset += LINE)
        PREFETCH((const char *)start + offset);
    PREFETCH((const char *)start + size - 1);
}

static void bring_variables(PyObject *agent)
{
    for (Py_ssize_t offset = sizeof(PyObject); offset < Py_TYPE(agent)->tp_basicsize; offset += sizeof(PyObject *))
        bring(SLOT(agent, offset), sizeof(PyFloatObject));
    if (IS_TURTLE(agent))
        bring(SLOT(agent, layout.turtle_patch), layout.patch->tp_basicsize);
}

/* The list of those who stand with an agent, or NULL; borrowed. */
static PyObject *standing_with(PyObject *agent)
{
    PyObject *patch = IS_PATCH(agent) ? agent : IS_TURTLE(agent) ? SLOT(agent, layout.turtle_patch) : NULL;
    return patch == NULL ? NULL : SLOT(patch, layout.patch_turtles);
}

/* The turn of `present` begins; of those after it, NULL is not known or not there. */
static void bring_near(PyObject *present, PyObject *next, PyObject *second, PyObject *third)
{
    if (third != NULL)
        bring(third, Py_TYPE(present)->tp_basicsize);
    if (second != NULL)
        bring_variables(second);
    PyObject *list = next == NULL ? NULL : standing_with(next);
    if (list != NULL)
        bring(list, sizeof(PyListObject));
    list = standing_with(present);
    if (list != NULL && PyList_CheckExact(list))
        bring(PySequence_Fast_ITEMS(list), PyList_GET_SIZE(list) * sizeof(PyObject *));
}

void start_guessing(Guess *guess, const Twister *rng)
{
    guess->at = rng->at;
    guess->words = guess->right = 0;
    for (int i = 0; i < AHEAD; i++)
        guess->places[i] = -1;
}

/* The place from which the order takes its agent so many turns later; -1: not known. */
static Py_ssize_t later_place(const Guess *guess, const Twister *rng, Py_ssize_t at, Py_ssize_t size, int turns)
{
    uint32_t word;
    Py_ssize_t place = at + turns - 1;
    if (place >= size - 1 || !later_word(rng, turns * guess->words - 1, &word))
        return -1;
    return place + pick_of_word(word, (int32_t)(size - place));
}

void look_ahead(Guess *guess, const Twister *rng, PyObject **left, Py_ssize_t at, Py_ssize_t size, Py_ssize_t picked,
                PyObject *present, PyObject *next)
{
    int words = (rng->at - guess->at + TWISTER_WORDS) % TWISTER_WORDS;
    int right = words == guess->words && picked == guess->places[0] ? guess->right + 1 : 0;
    if (words != guess->words)
        start_guessing(guess, rng);
    guess->at = rng->at;
    guess->words = words;
    guess->right = right;
    for (int i = 0; i < AHEAD - 1; i++)
        guess->places[i] = guess->places[i + 1];
    Py_ssize_t last = guess->places[AHEAD - 1] = later_place(guess, rng, at, size, AHEAD);
    if (last >= 0)
        PREFETCH(left + last);
    if (present == NULL)
        return;
    if (right >= AHEAD) {
        PyObject *second = guess->places[0] < 0 ? NULL : left[guess->places[0]];
        PyObject *third = guess->places[1] < 0 ? NULL : left[guess->places[1]];
        bring_near(present, next, second, third);
    } else {
        if (next != NULL)
            bring(next, Py_TYPE(present)->tp_basicsize);
        bring_variables(present);
    }
}

/* -- orders that are known to their end */

typedef struct {
    PyObject_HEAD
    PyObject *agents;
    Py_ssize_t at;
} Listed;

static PyObject *next_listed(PyObject *self)
{
    Listed *listed = (Listed *)self;
    PyObject **agents = PySequence_Fast_ITEMS(listed->agents);
    Py_ssize_t at = listed->at, left = PyList_GET_SIZE(listed->agents) - at;
    if (left <= 0)
        return NULL;
    listed->at++;
    bring_near(agents[at], left > 1 ? agents[at + 1] : NULL, left > 2 ? agents[at + 2] : NULL,
               left > 3 ? agents[at + 3] : NULL);
    return Py_NewRef(agents[at]);
}

PyObject *list_in_turn(PyObject *order)
{
    return Py_IS_TYPE(order, &ListedType) ? ((Listed *)order)->agents : NULL;
}

static int traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((Listed *)self)->agents);
    return 0;
}

static void dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(((Listed *)self)->agents);
    Py_TYPE(self)->tp_free(self);
}

PyTypeObject ListedType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "netlogo.runtime._kernel.Listed",
    .tp_basicsize = sizeof(Listed),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = traverse,
    .tp_dealloc = dealloc,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = next_listed,
};

/* Agents to walk through in the order of a list, which is stolen: those of a long one are brought near. */
PyObject *in_turn(PyObject *agents)
{
    if (agents == NULL || PyList_GET_SIZE(agents) <= MANY)
        return agents;
    Listed *listed = PyObject_GC_New(Listed, &ListedType);
    if (listed == NULL) {
        Py_DECREF(agents);
        return NULL;
    }
    listed->agents = agents;
    listed->at = 0;
    PyObject_GC_Track(listed);
    return (PyObject *)listed;
}

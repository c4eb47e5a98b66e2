package io.keyturn.bench.undisturbed;

/** What is read and turned: the engine, or the control. */
interface Reader {
  /** How many names there are. */
  int NAMES = 100;

  Object get(String name);

  /** Has a name turn, and returns when it has. */
  void turn(String name);

  static String name(int number) {
    return "NAME_" + number;
  }
}

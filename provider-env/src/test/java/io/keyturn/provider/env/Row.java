package io.keyturn.provider.env;

import io.keyturn.testpages.WitnessTable;

/** What {@code docs/providers/env.md} promises, each with a {@link Witness}. */
enum Row implements WitnessTable.Row {
  SYSTEM_PROPERTY("a system property, and before it no variable of its name"),
  NAME_FILE("`NAME_FILE`, as Docker's images have it"),
  PREFIX("a prefix, by the store's template"),
  UPPER_SNAKE("a name with dots or dashes as `UPPER_SNAKE`"),
  ONE_VALUE("a file that is one value"),
  DIRECTORY("a directory, whose files are fields"),
  KUBERNETES(
      "a Secret volume of Kubernetes: 10,000 swaps of `..data`, and no bundle of two generations"),
  SUB_PATH(
      "a file mounted by itself, by `subPath` or by Docker: `status()` says that it never changes"),
  CREDENTIALS("systemd's `$CREDENTIALS_DIRECTORY`"),
  RUN_SECRETS("secrets of Docker Compose and Swarm under `/run/secrets`"),
  NOTIFIED(
      "a change is seen within a second: by rename, in place, of the directory, of a link, at first appearance"),
  POLLED("a change that no notification tells is seen by the next look"),
  SETTLED("what has changed is taken when two looks, 200 ms apart, see the same"),
  REWRITTEN("200 rewrites in chunks with pauses, and no version but the whole ones"),
  FULL("a file that was cut off by a full file system never turns"),
  OPEN("a file that others can read is told once, and refused under `permissions = strict`"),
  MOUNTED("what is mounted for the process may be read by others"),
  MISSING("missing"),
  EMPTY("empty"),
  UNREADABLE("unreadable"),
  NO_FILE("a directory where a file is meant"),
  DANGLING("a link to nothing"),
  CIRCULAR("links in a circle"),
  DEVICE("a pipe or a device"),
  SIZE("1 MiB, and one byte more"),
  NUL("NUL bytes"),
  CRLF("lines that end with CRLF"),
  UTF_16("UTF-16 with a byte order mark"),
  WINDOWS("paths of Windows are parsed"),
  MACOS("paths of macOS are parsed"),
  PLAIN("the example for a plain host"),
  DOCKER("the example for Docker"),
  COMPOSE("the example for Docker Compose"),
  POD("the example for Kubernetes"),
  UNIT("the example for systemd");

  private final String text;

  Row(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}

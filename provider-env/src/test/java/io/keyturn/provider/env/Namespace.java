package io.keyturn.provider.env;

import io.keyturn.testpages.ChildJvm;
import io.keyturn.testpages.Shell;
import io.keyturn.testpages.TurningChild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Mounts that only some processes see, so that a program finds a test's files at the very paths of
 * a page, such as {@code /run/secrets}, and the machine is left as it is.
 *
 * <p>By {@code unshare} of util-linux, as root, or by whoever may make user namespaces. The mounts
 * end with the last process in them; {@code mount -n} keeps no book of them in the machine's {@code
 * /run/mount}.
 */
final class Namespace {
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  private final Path scratch;
  private final List<String> steps = new ArrayList<>();
  private final Set<Path> opened = new HashSet<>();

  /** Needs a directory that stays until the processes have ended. */
  Namespace(Path scratch) {
    this.scratch = scratch;
  }

  /** Whether this machine lets this user make one; for {@code @EnabledIf}. */
  static boolean isPermitted() {
    try {
      ProcessBuilder tried = new ProcessBuilder(unshare("mount -n -t tmpfs none /tmp"));
      return tried.redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Mounts a file or a directory. */
  Namespace bind(Path outside, String inside) throws IOException {
    if (Files.isDirectory(outside)) {
      makeDirectory(inside);
    } else {
      makeDirectory(String.valueOf(Path.of(inside).getParent()));
      then("touch " + quoted(inside));
    }
    return then("mount -n --bind " + quoted(outside) + " " + quoted(inside));
  }

  /** Mounts a file system in memory, with options of mount(8). */
  Namespace tmpfs(String inside, String options) throws IOException {
    makeDirectory(inside);
    return then("mount -n -t tmpfs -o " + quoted(options) + " none " + quoted(inside));
  }

  /** Adds a command for the shell that prepares it. */
  Namespace then(String command) {
    steps.add(command);
    return this;
  }

  /**
   * A directory that the machine may not have. What is at the top of its path is put aside, and a
   * new one with links to all that was in it takes its place.
   */
  private void makeDirectory(String inside) throws IOException {
    Path path = Path.of(inside);
    Path top = path.getRoot().resolve(path.getName(0));
    if (opened.add(top)) {
      Path aside = Files.createTempDirectory(scratch, "aside");
      then("mount -n --rbind " + quoted(top) + " " + quoted(aside));
      then("mount -n -t tmpfs none " + quoted(top));
      then("ln -s " + quoted(aside) + "/* " + quoted(top));
    }
    // Through one of the links it would be made on the machine.
    then("test \"$(realpath -m " + quoted(inside) + ")\" = " + quoted(inside));
    then("mkdir -p " + quoted(inside));
  }

  /** A process in a namespace of its own, which it enters before it runs a command. */
  ProcessBuilder process(List<String> command) {
    String words = command.stream().map(Namespace::quoted).collect(Collectors.joining(" "));
    Stream<String> script = Stream.concat(steps.stream(), Stream.of("exec " + words));
    return new ProcessBuilder(unshare("set -e\n" + script.collect(Collectors.joining("\n"))));
  }

  private static List<String> unshare(String script) {
    List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
    if (!ROOT) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    command.addAll(List.of("sh", "-c", script));
    return command;
  }

  /** A program that reads secrets of this module's stores, in a namespace of its own. */
  ChildJvm run(Map<String, String> variables, List<String> options) throws IOException {
    String classPath = ChildJvm.classPath(TurningChild.class, EnvSecretProvider.class);
    return new ChildJvm(this::process, variables, options, classPath, TurningChild.class);
  }

  /** Runs a script among the mounts of a program. */
  static void run(ChildJvm program, String script, String input) throws Exception {
    Shell.run(inside(program.process(), script), input);
  }

  /** A process that enters the namespace of another one, to run a script there. */
  private static ProcessBuilder inside(Process other, String script) {
    List<String> command = new ArrayList<>(List.of("nsenter", "--mount"));
    if (!ROOT) {
      command.addAll(List.of("--user", "--preserve-credentials"));
    }
    command.addAll(List.of("--target", String.valueOf(other.pid()), "sh", "-ec", script));
    return new ProcessBuilder(command);
  }

  static String quoted(Object word) {
    return "'" + word.toString().replace("'", "'\\''") + "'";
  }
}

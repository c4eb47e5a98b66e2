package io.keyturn.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The README's commands name what is there, once it is packaged. */
class ReadmeCommandsIT {
  private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)\\n```", Pattern.DOTALL);
  private static final Pattern INLINE = Pattern.compile("`(mvn [^`]+)`");
  private static final Set<String> MAVEN =
      Set.of("-q", "-pl", "-am", "-Dmaven.test.skip", "-Dmaven.javadoc.skip", "package", "install");

  private static final String README = Repository.read(Repository.ROOT.resolve("README.md"));

  @TestFactory
  Stream<DynamicTest> every_command_names_what_is_there() {
    return commands().map(command -> DynamicTest.dynamicTest(command, () -> check(words(command))));
  }

  @Test
  void there_are_the_commands_to_run_to_test_and_to_install() {
    assertThat(commands())
        .hasSize(4)
        .anyMatch(command -> command.startsWith("java -jar"))
        .anyMatch(command -> command.startsWith("tools/"))
        .anyMatch(command -> command.endsWith(" package"))
        .anyMatch(command -> command.endsWith(" install"));
  }

  @Test
  void the_page_of_the_example_runs_it_by_the_same_commands() {
    assertThat(Repository.read(Repository.ROOT.resolve("docs/example.md")))
        .contains(commands().filter(command -> command.contains("example")).toList());
  }

  private static Stream<String> commands() {
    return Stream.of(BLOCK, INLINE)
        .flatMap(pattern -> pattern.matcher(README).results())
        .map(MatchResult::group)
        .map(text -> text.replaceAll("```(sh\\n)?|`", ""))
        .flatMap(text -> Pattern.compile("&&|\\n").splitAsStream(text))
        .map(String::strip)
        .filter(command -> !command.isEmpty());
  }

  private static List<String> words(String command) {
    return Pattern.compile(" +").splitAsStream(command).toList();
  }

  private static void check(List<String> command) {
    switch (command.get(0)) {
      case "mvn" -> checkMaven(command.subList(1, command.size()));
      case "java" -> assertThat(Repository.ROOT.resolve(command.get(2))).exists();
      default -> assertThat(Repository.ROOT.resolve(command.get(0))).isExecutable();
    }
  }

  private static void checkMaven(List<String> words) {
    String before = "";
    for (String word : words) {
      if (before.equals("-pl")) {
        assertThat(word.split(","))
            .allSatisfy(
                module -> assertThat(Repository.ROOT.resolve(module).resolve("pom.xml")).exists());
      } else {
        assertThat(word).isIn(MAVEN);
      }
      before = word;
    }
  }
}

package io.keyturn.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is said to be short is. */
class SizesTest {
  private static final String HTTP_TREE =
      "examples/src/main/java/io/keyturn/examples/httptree/HttpTreeProvider";
  private static final String DOCKER =
      "test-servers/src/main/java/io/keyturn/testservers/DockerServer.java";

  private static final Predicate<String> HEAD = Pattern.compile("^(package|import) ").asPredicate();
  private static final Predicate<String> NO_CODE = Pattern.compile("^ *(//|/?\\*|$)").asPredicate();

  @Test
  void the_guide_says_how_long_its_provider_is() {
    long lines = code(read(HTTP_TREE + ".java")) + code(read(HTTP_TREE + "Factory.java"));

    assertThat(lines).isLessThanOrEqualTo(80);
    assertThat(read("docs/writing-a-provider.md")).contains("It is " + lines + " lines of\ncode");
  }

  @Test
  void servers_by_docker_cost_at_most_60_lines() {
    String text = read(DOCKER);

    assertThat(text.substring(text.indexOf("/**")).lines()).hasSizeLessThanOrEqualTo(60);
  }

  private static long code(String text) {
    return text.lines().filter(HEAD.or(NO_CODE).negate()).count();
  }

  private static String read(String file) {
    return Repository.read(Repository.ROOT.resolve(file));
  }
}

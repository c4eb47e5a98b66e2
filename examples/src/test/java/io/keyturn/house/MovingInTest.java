package io.keyturn.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvException;
import io.keyturn.Rotating;
import io.keyturn.Secrets;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.testkit.Canary;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the samples of "Moving in", {@code docs/providers/env.md}, and what it says of them. */
class MovingInTest {
  private static final Path PAGE = Repository.ROOT.resolve("docs/providers/env.md");

  @TempDir Path folder;

  @Test
  void variables_are_what_they_were(Canary apiKey, Canary secretKey) throws Exception {
    ProcessBuilder program =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            MovingIn.class.getName());
    program.environment().put("MAILJET_API_KEY", apiKey.text());
    program.environment().put("MAILJET_SECRET_KEY", secretKey.text());
    Process process = program.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);

    LeakGuard.check(said);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(said).contains("the same client: true");
  }

  @Test
  void a_dotenv_file_is_what_it_was_and_turns(Canary apiKey, Canary old, Canary fresh)
      throws IOException {
    write(apiKey, old);
    MovingIn.Client before = MovingIn.fromDotenv(folder.toString());
    try (Secrets secrets = MovingIn.fromFile(configuration())) {
      Rotating<MovingIn.Client> client = MovingIn.client(secrets);
      assertThat(client.get().equals(before)).isTrue();

      write(apiKey, fresh);
      secrets.refresh();

      assertThat(client.get().secretKey().equals(fresh.text())).isTrue();
    }
  }

  private void write(Canary apiKey, Canary secretKey) throws IOException {
    Path made = folder.resolve("mailjet.env.new");
    Files.writeString(
        made,
        "MAILJET_API_KEY=" + apiKey.text() + "\nMAILJET_SECRET_KEY=" + secretKey.text() + "\n");
    Files.move(made, folder.resolve("mailjet.env"), REPLACE_EXISTING);
  }

  /** The configuration that the page shows, with another directory. */
  private Path configuration() throws IOException {
    String section = Repository.read(PAGE).split("\n## Moving in\n", 2)[1];
    String block = section.split("```properties\n", 2)[1].split("```", 2)[0];
    assertThat(block).contains("directory = /etc/mailer\n");
    return Files.writeString(
        folder.resolve("keyturn.properties"),
        block.replace("/etc/mailer", folder.toString().replace('\\', '/')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "A=a#b    | a      | a#b",
        "A='a'    | 'a'    | a",
        "A=\"a\\tb\" | a\\tb | `a\tb`",
        "A=1;A=2  | 2      | malformed",
        "export A=a | malformed | a",
      })
  void a_line_means(String lines, String there, String here) throws IOException {
    Files.writeString(folder.resolve("mailjet.env"), lines.replace(';', '\n') + "\n");

    assertThat(readByDotenvJava()).isEqualTo(there);
    assertThat(readByKeyturn()).isEqualTo(here);
  }

  private String readByDotenvJava() {
    try {
      return Dotenv.configure()
          .directory(folder.toString())
          .filename("mailjet.env")
          .load()
          .get("A");
    } catch (DotenvException e) {
      return "malformed";
    }
  }

  private String readByKeyturn() throws IOException {
    try (Secrets secrets = Secrets.builder().config(configuration()).build()) {
      return secrets.get("A").exposeString();
    } catch (SecretFormatException e) {
      return "malformed";
    }
  }

  @Test
  void dotenv_java_prefers_the_environment_to_the_file() throws IOException {
    Files.writeString(folder.resolve("mailjet.env"), "PATH=file\n");

    Dotenv dotenv = Dotenv.configure().directory(folder.toString()).filename("mailjet.env").load();

    assertThat(dotenv.get("PATH")).isEqualTo(System.getenv("PATH"));
    try (Secrets secrets = Secrets.builder().config(configuration()).build()) {
      assertThat(secrets.get("PATH").exposeString()).isEqualTo("file");
    }
    Map<String, String> both =
        Map.of("keyturn.secrets.PATH", "env://PATH, file://mailjet.env#PATH");
    try (Secrets secrets = Secrets.builder().config(configuration()).properties(both).build()) {
      assertThat(secrets.get("PATH").exposeString()).isEqualTo(System.getenv("PATH"));
    }
  }

  @Test
  void dotenv_java_quotes_the_line_that_it_cannot_read() throws IOException {
    String line = "not a secret";
    Files.writeString(folder.resolve("mailjet.env"), line + "\n");

    assertThatThrownBy(() -> MovingIn.fromDotenv(folder.toString())).hasMessageContaining(line);
    Path configuration = configuration();
    assertThatThrownBy(() -> MovingIn.fromFile(configuration).close())
        .isInstanceOf(SecretFormatException.class)
        .message()
        .contains("line 1 is malformed")
        .doesNotContain(line);
  }
}

package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The flag of the JVM that has its HTTP client print tokens. */
final class HttpLogTest {
  private static final String HEADERS = "jdk.httpclient.HttpClient.log=requests,headers\n";

  @ParameterizedTest
  @CsvSource({"'requests,headers', 1", "requests, 0"})
  @Witness(value = Row.HTTP_LOG, kind = Witness.Kind.REQUEST)
  void it_is_warned_of_once_in_a_process(String flag, int warnings) throws Exception {
    List<String> heard =
        VaultProbe.run(
            Map.of("VAULT_ADDR", "http://127.0.0.1:1", "VAULT_TOKEN", LeakGuard.canary().text()),
            List.of("-Djdk.httpclient.HttpClient.log=" + flag, VaultProbe.NO_READ));

    assertThat(heard).contains("probe: made 2");
    warned(heard, warnings);
  }

  @ParameterizedTest
  @CsvSource({
    "headers, true",
    "'requests,HEADERS', true",
    "'errors,content', true",
    "All, true",
    "'errors,requests,frames:control:data:window:all,ssl,trace,channel', false",
    "'', false"
  })
  void headers_content_and_all_are_what_tells(String flag, boolean tells) {
    assertThat(HttpLog.tells(flag)).isEqualTo(tells);
  }

  /** A JDK of its own, all but that file. */
  private static Path jdk(Path home) throws IOException {
    Path jdk = Path.of(System.getProperty("java.home"));
    Files.createSymbolicLink(home.resolve("lib"), jdk.resolve("lib"));
    Path conf = Files.createDirectory(home.resolve("conf"));
    for (String kept : List.of("security", "logging.properties")) {
      Files.createSymbolicLink(conf.resolve(kept), jdk.resolve("conf").resolve(kept));
    }
    return conf.resolve("net.properties");
  }

  @Test
  void it_may_be_in_a_file_of_the_jdk(@TempDir Path home) throws Exception {
    Files.writeString(jdk(home), HEADERS);
    try (FakeVault vault = new FakeVault()) {
      List<String> heard =
          VaultProbe.run(
              Map.of("VAULT_ADDR", vault.address().toString(), "VAULT_TOKEN", "planted"),
              List.of("-Djava.home=" + home));

      assertThat(heard).as("the client prints it").anyMatch(line -> line.contains("planted"));
      warned(heard, 1);
    }
  }

  @Test
  void the_flag_goes_before_the_file(@TempDir Path home) throws Exception {
    Files.writeString(jdk(home), HEADERS);

    made("-Djava.home=" + home, "-Djdk.httpclient.HttpClient.log=errors");
  }

  @Test
  void without_the_file_there_is_none(@TempDir Path home) throws Exception {
    assertThat(jdk(home)).doesNotExist();

    made("-Djava.home=" + home);
  }

  private static void made(String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of(options));
    all.add(VaultProbe.NO_READ);
    List<String> heard =
        VaultProbe.run(
            Map.of("VAULT_ADDR", "http://127.0.0.1:1", "VAULT_TOKEN", LeakGuard.canary().text()),
            all);

    assertThat(heard).contains("probe: made 2");
    warned(heard, 0);
  }

  private static void warned(List<String> heard, int warnings) {
    assertThat(heard)
        .filteredOn(
            line ->
                line.contains("WARN")
                    && line.contains("-Djdk.httpclient.HttpClient.log")
                    && line.contains("prints Vault's tokens"))
        .hasSize(warnings);
  }
}

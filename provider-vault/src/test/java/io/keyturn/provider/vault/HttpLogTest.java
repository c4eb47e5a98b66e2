package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.LeakGuard;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The flag of the JVM that has its HTTP client print tokens. */
final class HttpLogTest {

  @ParameterizedTest
  @CsvSource({"'requests,headers', 1", "requests, 0"})
  @Witness(value = Row.HTTP_LOG, kind = Witness.Kind.REQUEST)
  void it_is_warned_of_once_in_a_process(String flag, int warnings) throws Exception {
    List<String> heard =
        VaultProbe.run(
            Map.of("VAULT_ADDR", "http://127.0.0.1:1", "VAULT_TOKEN", LeakGuard.canary().text()),
            List.of("-Djdk.httpclient.HttpClient.log=" + flag, VaultProbe.NO_READ));

    assertThat(heard).contains("probe: made 2");
    assertThat(heard)
        .filteredOn(
            line ->
                line.contains("WARN")
                    && line.contains("-Djdk.httpclient.HttpClient.log")
                    && line.contains("prints Vault's tokens"))
        .hasSize(warnings);
  }
}

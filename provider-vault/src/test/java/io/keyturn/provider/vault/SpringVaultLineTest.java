package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.springframework.vault.core.VaultTemplate;

/** These tests run on two lines of Spring Vault; each run is on the one that its pom says. */
@Witness(value = Row.LINES, kind = Witness.Kind.REAL)
class SpringVaultLineTest {
  @Test
  void it_is_the_line_that_this_run_is_for() {
    assertThat(VaultTemplate.class.getPackage().getImplementationVersion())
        .isNotNull()
        .isEqualTo(System.getProperty("keyturn.test.spring-vault"));
  }

  /** What it is goes beside the reports: CI compares all runs. */
  @Test
  void it_is_a_jar_that_is_tested() throws Exception {
    Path jar = jarOf(VaultSecretProviderFactory.class);
    assertThat(jar).isRegularFile();

    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
    Path reports = Files.createDirectories(Path.of(System.getProperty("keyturn.test.reports")));
    Files.writeString(reports.resolve("jar.sha256"), HexFormat.of().formatHex(hash) + "\n");
  }

  private static Path jarOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}

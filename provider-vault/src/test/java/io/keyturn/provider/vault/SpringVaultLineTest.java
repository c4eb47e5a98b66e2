package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.vault.core.VaultTemplate;

/** These tests run on two lines of Spring Vault; each run is on the one that its pom says. */
class SpringVaultLineTest {
  @Test
  void it_is_the_line_that_this_run_is_for() {
    assertThat(VaultTemplate.class.getPackage().getImplementationVersion())
        .isNotNull()
        .isEqualTo(System.getProperty("keyturn.test.spring-vault"));
  }
}

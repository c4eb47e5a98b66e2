package io.keyturn.testservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VaultAgentTest {
  @AutoClose private static VaultServer vault;
  private static VaultServer.AppRole role;

  @BeforeAll
  static void start() {
    vault = VaultServer.start();
    vault.api("POST", "secret/data/mine", "{\"data\":{\"field\":\"x\"}}");
    vault.policy("mine", "path \"secret/data/mine\" { capabilities = [\"read\"] }");
    role = vault.appRole("mine", "mine");
  }

  private static HttpResponse<String> read(VaultAgent agent, String... headers) {
    return Http.plain().send("GET", agent.address().resolve("/v1/secret/data/mine"), "", headers);
  }

  @Test
  void passes_requests_on_as_they_are_and_has_a_token_in_a_file() throws IOException {
    try (VaultAgent agent = VaultAgent.of(vault, role).start()) {
      String token = Files.readString(agent.tokenFile());

      assertThat(read(agent).statusCode()).isEqualTo(403);
      assertThat(read(agent, "X-Vault-Token", token).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void gives_its_own_token_to_requests_that_carry_the_header_it_requires() {
    try (VaultAgent agent =
        VaultAgent.of(vault, role).ownToken().cache().requireRequestHeader().start()) {
      assertThat(read(agent).statusCode()).isEqualTo(412);
      assertThat(read(agent, "X-Vault-Request", "true").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void takes_a_configuration_as_it_is() {
    String configuration =
        """
        vault {
          address = "%s"
        }
        auto_auth {
          method "approle" {
            config = {
              role_id_file_path = "%s"
              secret_id_file_path = "%s"
              remove_secret_id_file_after_reading = false
            }
          }
        }
        api_proxy {
          use_auto_auth_token = true
        }
        listener "tcp" {
          address = "{host}:{port}"
          tls_disable = true
        }
        """;
    try (VaultAgent other = VaultAgent.of(vault, role).start();
        VaultAgent agent =
            VaultAgent.start(
                configuration.formatted(
                    vault.address(),
                    other.tokenFile().resolveSibling("role-id"),
                    other.tokenFile().resolveSibling("secret-id")))) {
      assertThat(read(agent).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void keeps_a_lease_in_its_cache() {
    vault.policy("tokens", "path \"auth/token/create\" { capabilities = [\"update\"] }");
    VaultServer.AppRole tokens = vault.appRole("tokens", "tokens");
    try (VaultAgent agent = VaultAgent.of(vault, tokens).ownToken().cache().start()) {
      HttpResponse<String> first = make(agent);
      HttpResponse<String> second = make(agent);

      assertThat(first.headers().firstValue("X-Cache")).contains("MISS");
      assertThat(second.headers().firstValue("X-Cache")).contains("HIT");
      assertThat(second.body()).isEqualTo(first.body());
    }
  }

  private static HttpResponse<String> make(VaultAgent agent) {
    return Http.plain().send("POST", agent.address().resolve("/v1/auth/token/create"), "{}");
  }

  @Test
  void starts_again_on_the_same_port_with_another_token() throws IOException {
    try (VaultAgent agent = VaultAgent.of(vault, role).ownToken().start()) {
      String before = Files.readString(agent.tokenFile());
      agent.restart();

      assertThat(Files.readString(agent.tokenFile())).isNotEqualTo(before);
      assertThat(read(agent).statusCode()).isEqualTo(200);
    }
  }
}

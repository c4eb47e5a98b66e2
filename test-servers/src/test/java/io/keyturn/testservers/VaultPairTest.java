package io.keyturn.testservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VaultPairTest {
  @AutoClose private final VaultPair pair = VaultPair.start();

  @BeforeEach
  void write() {
    pair.api("POST", "secret/data/mine", "{\"data\":{\"field\":\"x\"}}");
  }

  @Test
  void the_standby_forwards_or_redirects_to_whichever_is_active() {
    assertForwards();
    URI active = pair.active();

    pair.change();

    assertThat(pair.standby()).isEqualTo(active);
    assertForwards();
    pair.stopActive();
    assertThat(redirect(active).statusCode()).isNotEqualTo(200);
  }

  private void assertForwards() {
    assertThat(read(pair.standby()).statusCode()).isEqualTo(200);

    HttpResponse<String> redirect = redirect(pair.standby());
    assertThat(redirect.statusCode()).isEqualTo(307);
    assertThat(redirect.headers().firstValue("Location"))
        .contains(pair.active() + "/v1/secret/data/mine");
  }

  private HttpResponse<String> redirect(URI address) {
    return read(address, "X-Vault-No-Request-Forwarding", "true");
  }

  private HttpResponse<String> read(URI address, String... headers) {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "X-Vault-Token";
    all[headers.length + 1] = pair.rootToken();
    return Http.plain().send("GET", address.resolve("/v1/secret/data/mine"), "", all);
  }
}

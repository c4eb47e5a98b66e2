package io.keyturn.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keyturn.internal.proxy.Proxies.UnusableProxyException;
import io.keyturn.testkit.LeakGuard;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which address has which proxy, by settings and variables. */
final class ProxiesTest {
  private static final String PROXY = "http://proxy.example:3128";
  private static final String HOST = "sm.eu.example.internal";

  private static Optional<URI> proxy(Map<String, String> variables, String scheme, String host) {
    return Proxies.of("proxy", Optional.empty(), variables::get).of(scheme, host, 443);
  }

  @Test
  void each_scheme_has_a_variable_of_its_own() {
    Map<String, String> both = Map.of("HTTPS_PROXY", PROXY, "http_proxy", "other.example:80");

    assertThat(proxy(both, "https", HOST)).contains(URI.create(PROXY));
    assertThat(proxy(both, "http", HOST)).contains(URI.create("http://other.example:80"));
    assertThat(proxy(Map.of("HTTP_PROXY", PROXY), "https", HOST)).isEmpty();
    assertThat(proxy(Map.of("https_proxy", " "), "https", HOST)).isEmpty();
  }

  @Test
  void that_of_the_store_comes_before_the_variables() {
    Proxies own =
        Proxies.of("proxy", Optional.of(PROXY), Map.of("HTTPS_PROXY", "other.example:80")::get);

    assertThat(own.of("https", HOST, 443)).contains(URI.create(PROXY));
    assertThat(own.of("http", HOST, 80)).contains(URI.create(PROXY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* | true",
        "sm.eu.example.internal | true",
        "SM.EU.Example.Internal | true",
        "example.internal | true",
        ".example.internal | true",
        "*.example.internal | true",
        "other.example, example.internal | true",
        "example.internal:443 | true",
        "sm.eu.example.internal:443 | true",
        "example.internal:8443 | false",
        "ample.internal | false",
        "eu.example | false",
        "other.example | false",
        ", . | false"
      })
  void no_proxy_names_hosts_and_domains(String list, boolean direct) {
    Map<String, String> variables = Map.of("HTTPS_PROXY", PROXY, "NO_PROXY", list);

    assertThat(proxy(variables, "https", HOST).isEmpty()).isEqualTo(direct);
    assertThat(
            Proxies.of("proxy", Optional.of(PROXY), variables::get)
                .of("https", HOST, 443)
                .isEmpty())
        .as("also of the store's own")
        .isEqualTo(direct);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST", "aws.localhost", "127.0.0.1", "::1", "[::1]"})
  void this_machine_is_never_asked_through_one(String host) {
    assertThat(proxy(Map.of("HTTPS_PROXY", PROXY), "https", host)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "[2001:db8::1], [2001:db8::1], true",
    "[2001:db8::1], 2001:db8::1, true",
    "[2001:DB8::1], [2001:db8::1]:443, true",
    "[2001:db8::1], [2001:db8::1]:8443, false",
    "[2001:db8::1], 2001:db8::2, false",
    "10.1.2.3, 10.1.2.3:443, true",
    "10.1.2.3, 10.0.0.0/8, false", // as the page says
  })
  void no_proxy_names_literal_addresses(String host, String list, boolean direct) {
    Map<String, String> variables = Map.of("HTTPS_PROXY", PROXY, "NO_PROXY", list);

    assertThat(proxy(variables, "https", host).isEmpty()).isEqualTo(direct);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://p:3128",
        "http://p:99999",
        "http://p",
        "http://p:3128/x",
        "http://:1",
        "a b",
        "p:3128?q"
      })
  void one_that_cannot_be_asked_is_told_by_its_key_and_nobody_goes_without(String text) {
    Proxies proxies = Proxies.of("proxy", Optional.of(text), name -> null);

    assertThat(proxies.problem()).contains("proxy is not an address such as http://proxy:3128");
    assertUnusable(
        proxies,
        "https",
        HOST + " is not asked: proxy is not an address such as http://proxy:3128");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTPS_PROXY", "https_proxy"})
  void a_user_in_it_is_told_by_its_variable_and_quotes_nobody(String variable) {
    String password = LeakGuard.canary().text();
    Proxies proxies =
        Proxies.of(
            "proxy", Optional.empty(), Map.of(variable, "http://u:" + password + "@p:1")::get);

    assertThat(proxies.problem()).as("of the store's own").isEmpty();
    assertUnusable(
        proxies,
        "https",
        HOST
            + " is not asked: "
            + variable
            + " has a user in it: leave him out, a proxy that wants a login cannot be asked");
    assertThat(proxies.of("http", HOST, 80)).isEmpty();
  }

  @Test
  void one_in_lower_case_comes_first() {
    Map<String, String> both = Map.of("HTTP_PROXY", "other.example:80", "http_proxy", PROXY);

    assertThat(proxy(both, "http", HOST)).contains(URI.create(PROXY));
    assertThat(proxy(Map.of("HTTP_PROXY", PROXY), "http", HOST)).contains(URI.create(PROXY));
  }

  private static void assertUnusable(Proxies proxies, String scheme, String message) {
    assertThatExceptionOfType(UnusableProxyException.class)
        .isThrownBy(() -> proxies.of(scheme, HOST, 443))
        .withMessage(message)
        .withNoCause();
  }
}

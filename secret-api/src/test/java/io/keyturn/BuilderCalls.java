package io.keyturn;

import io.keyturn.provider.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The methods of the builder that say what a key says. */
final class BuilderCalls {
  /** Says the text of a key by a method. */
  record Call(
      String method, String key, BiFunction<Secrets.Builder, String, Secrets.Builder> say) {}

  static final List<Call> ALL =
      List.of(
          new Call("active", "keyturn.store", Secrets.Builder::active),
          new Call("config", "keyturn.config", (b, text) -> b.config(Path.of(text))),
          new Call("require", "keyturn.required", (b, text) -> b.require(text.split(","))),
          new Call("optional", "keyturn.optional", (b, text) -> b.optional(text.split(","))),
          ofDuration("ttl", "keyturn.cache.ttl", Secrets.Builder::ttl),
          ofDuration("ttlFor", "keyturn.cache.ttl-for.A", (b, ttl) -> b.ttlFor("A", ttl)),
          new Call(
              "jitter", "keyturn.cache.jitter", (b, text) -> b.jitter(Double.parseDouble(text))),
          ofDuration("negativeTtl", "keyturn.cache.negative-ttl", Secrets.Builder::negativeTtl),
          ofDuration("retry", "keyturn.cache.retry", Secrets.Builder::retry),
          ofDuration("retryMax", "keyturn.cache.retry-max", Secrets.Builder::retryMax),
          ofDuration("startupTimeout", "keyturn.startup.timeout", Secrets.Builder::startupTimeout),
          ofDuration("readTimeout", "keyturn.read-timeout", Secrets.Builder::readTimeout),
          ofDuration("fetchTimeout", "keyturn.fetch-timeout", Secrets.Builder::fetchTimeout),
          ofDuration(
              "verifyTimeout", "keyturn.rotation.verify-timeout", Secrets.Builder::verifyTimeout),
          ofDuration(
              "buildTimeout", "keyturn.rotation.build-timeout", Secrets.Builder::buildTimeout),
          ofDuration("drain", "keyturn.rotation.drain", Secrets.Builder::drain),
          ofDuration("idle", "keyturn.cache.idle", Secrets.Builder::idle),
          new Call(
              "maxNames",
              "keyturn.cache.max-names",
              (builder, text) -> builder.maxNames(Integer.parseInt(text))),
          ofDuration("overlap", "keyturn.rotation.overlap", Secrets.Builder::overlap),
          ofDuration("maxStale", "keyturn.cache.max-stale", Secrets.Builder::maxStale),
          new Call(
              "whenTooOld",
              "keyturn.cache.when-too-old",
              (b, text) ->
                  b.whenTooOld(
                      text.equals("serve") ? Secrets.WhenTooOld.SERVE : Secrets.WhenTooOld.FAIL)),
          new Call("locate", "keyturn.secrets.A", (b, text) -> b.locate("A", text.split(","))),
          new Call(
              "locateIn",
              "keyturn.stores.memory.locations.A",
              (b, text) -> b.locateIn("memory", "A", text)),
          new Call(
              "template",
              "keyturn.stores.memory.location",
              (b, text) -> b.template("memory", text)));

  private BuilderCalls() {}

  private static Call ofDuration(
      String method, String key, BiFunction<Secrets.Builder, Duration, Secrets.Builder> say) {
    return new Call(method, key, (b, text) -> say.apply(b, Durations.parse(text)));
  }

  static Optional<Call> of(String key) {
    return ALL.stream().filter(call -> call.key().equals(key)).findFirst();
  }
}

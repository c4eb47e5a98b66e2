package io.keyturn.testkit;

import static io.keyturn.testkit.Breaking.failing;
import static io.keyturn.testkit.Breaking.fetch;
import static io.keyturn.testkit.Breaking.fetchAll;
import static io.keyturn.testkit.Breaking.fetchIfChanged;
import static io.keyturn.testkit.Breaking.fetched;
import static io.keyturn.testkit.Breaking.fields;
import static io.keyturn.testkit.Breaking.missingInstead;
import static io.keyturn.testkit.Breaking.normalize;
import static io.keyturn.testkit.Breaking.perThread;
import static io.keyturn.testkit.Breaking.remembering;
import static io.keyturn.testkit.Breaking.rethrown;
import static io.keyturn.testkit.Breaking.spoilt;
import static io.keyturn.testkit.Breaking.string;
import static io.keyturn.testkit.Breaking.text;
import static io.keyturn.testkit.Breaking.unchangedOn;
import static io.keyturn.testkit.Breaking.versioned;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** For each clause of the contract, a way to break it and no other. */
final class BrokenProviders {
  private final Map<String, UnaryOperator<SecretProvider>> all = new LinkedHashMap<>();

  private BrokenProviders() {
    reading();
    locations();
    versions();
    changes();
    batches();
    failures();
    threads();
    lifecycle();
    secrecy();
  }

  /** What breaks each clause, by the clause's name. */
  static Map<String, UnaryOperator<SecretProvider>> byClause() {
    return new BrokenProviders().all;
  }

  private void reading() {
    all.put("a_text_is_read_as_it_is_stored", text(String::strip));
    all.put("fields_are_read_by_their_names", fields(name -> !name.equals("secret")));
    all.put(
        "any_bytes_are_read_as_they_are_stored",
        fetched(
            (asked, b) -> b.version().equals(Optional.of("bytes")) ? SecretBundle.of("text") : b));
    all.put("members_of_json_are_read_as_their_text", text(t -> t.replace(":42", ":42.0")));
    all.put("a_value_of_several_lines_is_read", text(t -> t.replaceAll("\n(?=\\S)", " ")));
    all.put(
        "a_value_with_any_letters_is_read",
        text(t -> new String(t.getBytes(ISO_8859_1), ISO_8859_1)));
    all.put(
        "a_name_with_any_letters_is_read",
        fields(name -> UTF_8.encode(name).remaining() == name.length()));
    all.put(
        "a_value_of_64_KiB_is_read",
        fetched((asked, b) -> b.size() == Secret.MAX_BYTES ? SecretBundle.of("") : b));
    all.put(
        "a_value_of_65_KiB_is_a_format_error",
        fetched((asked, b) -> b.size() > Secret.MAX_BYTES ? SecretBundle.of("cut") : b));
    all.put(
        "a_bundle_over_1_MiB_is_a_format_error_and_not_read_whole_by_its_caller",
        failing(
            e -> e.reason().contains("1 MiB"),
            e -> new SecretFormatException(e.location(), "of " + new byte[17 << 20].length)));
    all.put(
        "what_can_change_is_not_fixed",
        fetched(
            (asked, b) ->
                string(asked, b)
                    .map(
                        text ->
                            SecretBundle.builder()
                                .text(text)
                                .version(b.version().orElse(""))
                                .fixed()
                                .build())
                    .orElse(b)));
    all.put("what_cannot_change_is_fixed", UnaryOperator.identity());
  }

  private void locations() {
    all.put(
        "normalize_keeps_what_is_normal",
        sound ->
            new BrokenProvider(sound) {
              @Override
              public SecretLocation normalize(SecretLocation bundle) {
                SecretLocation normal = sound.normalize(bundle);
                return normal.equals(bundle) ? bundle.withPath(bundle.path() + "/") : normal;
              }

              @Override
              public SecretBundle fetch(SecretLocation bundle) {
                return sound.fetch(sound.normalize(bundle));
              }
            });
    all.put(
        "normalize_makes_spellings_of_one_bundle_equal",
        normalize(
            (sound, b) ->
                b.path().length() > 1 && b.path().endsWith("/") ? b : sound.normalize(b)));
    all.put(
        "normalize_refuses_an_unknown_parameter_by_its_name",
        normalize((sound, b) -> b.param("no-such-parameter").isPresent() ? b : sound.normalize(b)));
    all.put(
        "normalize_refuses_impossible_paths",
        normalize((sound, b) -> b.path().contains("//") ? b : sound.normalize(b)));
    all.put("normalize_does_not_ask_the_store", normalize(BrokenProviders::asking));
  }

  private static SecretLocation asking(SecretProvider sound, SecretLocation bundle) {
    SecretLocation normal = sound.normalize(bundle);
    if (Outcome.of(sound, normal, Optional.empty()) instanceof Outcome.Failed failed
        && failed.exception() instanceof SecretUnavailableException e) {
      throw e;
    }
    return normal;
  }

  private void versions() {
    all.put(
        "a_change_is_seen_by_the_next_fetch",
        fetched(
            (asked, b) ->
                b.version().equals(Optional.of("3"))
                    ? SecretBundle.builder().text("old").version("2").build()
                    : b));
    Map<SecretLocation, Integer> fetches = new ConcurrentHashMap<>();
    all.put(
        "the_same_content_keeps_its_version",
        sound -> {
          fetches.clear();
          return fetched(
                  (asked, b) ->
                      fetches.merge(asked, 1, Integer::sum) == 1
                          ? b
                          : versioned(asked, b, b.version().orElse("") + "-again"))
              .apply(sound);
        });
    all.put("a_change_is_another_version", sound -> new SameVersion(sound, false));
    all.put("what_is_made_again_has_another_version", sound -> new SameVersion(sound, true));
    all.put("a_version_is_not_made_from_the_value", HashedVersion::new);
    all.put(
        "a_pinned_version_stays_what_it_was",
        fetch(
            (sound, asked) ->
                sound.fetch(SecretLocation.parse(asked.store() + "://" + asked.path()))));
    all.put(
        "what_is_deleted_is_not_found",
        sound -> fetch(remembering(SecretNotFoundException.class)).apply(sound));
  }

  private void changes() {
    all.put(
        "the_current_version_is_unchanged",
        fetchIfChanged((sound, asked, known) -> new Outcome.Fetched(sound.fetch(asked))));
    all.put(
        "an_old_version_is_fetched_anew",
        fetchIfChanged(
            (sound, asked, known) -> {
              sound.fetch(asked);
              return new Outcome.Unchanged();
            }));
    all.put(
        "a_known_version_of_what_is_deleted_is_not_found",
        fetchIfChanged(unchangedOn(SecretNotFoundException.class)));
    all.put(
        "a_closed_provider_tells_no_change",
        fetchIfChanged(unchangedOn(IllegalStateException.class)));
  }

  private void batches() {
    all.put(
        "a_full_batch_has_the_outcome_of_each_bundle",
        fetchAll(
            (sound, known) -> {
              Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>(sound.fetchAll(known));
              outcomes.keySet().stream().skip(2).findFirst().ifPresent(outcomes::remove);
              return outcomes;
            }));
    all.put("a_missing_bundle_spoils_no_batch", fetchAll(spoilt(SecretException.Kind.NOT_FOUND)));
    all.put(
        "a_denied_bundle_spoils_no_batch", fetchAll(spoilt(SecretException.Kind.ACCESS_DENIED)));
    all.put(
        "a_batch_tells_what_is_unchanged",
        fetchAll(
            (sound, known) -> {
              Map<SecretLocation, Optional<String>> nothing = new LinkedHashMap<>();
              known.keySet().forEach(bundle -> nothing.put(bundle, Optional.empty()));
              return sound.fetchAll(nothing);
            }));
    all.put(
        "a_closed_provider_reads_no_batch",
        fetchAll(
            (sound, known) -> {
              try {
                return sound.fetchAll(known);
              } catch (IllegalStateException e) {
                return Map.of();
              }
            }));
  }

  private void failures() {
    all.put(
        "what_is_missing_is_not_found_at_the_location_asked",
        failing(
            e -> e instanceof SecretNotFoundException,
            e ->
                new SecretNotFoundException(
                    SecretLocation.parse("memory://elsewhere"), e.reason())));
    all.put("what_is_refused_is_denied", missingInstead("refuses"));
    all.put(
        "a_wrong_credential_is_denied",
        failing(
            e -> e.reason().contains("credential"),
            e -> new SecretUnavailableException(e.location(), "401")));
    all.put("an_unreachable_store_is_unavailable_until_it_is_back", missingInstead("offline"));
    all.put("a_failing_store_is_unavailable_until_it_is_well", missingInstead("503"));
    all.put(
        "a_hung_store_is_given_up_as_unavailable",
        fetch(
            (sound, asked) -> {
              try {
                return sound.fetch(asked);
              } catch (SecretUnavailableException e) {
                return e.reason().contains("in time") ? sound.fetch(asked) : rethrown(e);
              }
            }));
    all.put("malformed_content_is_a_format_error", missingInstead("malformed"));
  }

  private void threads() {
    all.put(
        "16_threads_read_the_same_bundle",
        sound -> fetch(perThread(SecretLocation::path)).apply(sound));
    all.put("16_threads_read_different_bundles", FewBundles::new);
    all.put(
        "an_interrupt_is_still_there_after_a_read",
        fetched(
            (asked, b) -> {
              Thread.interrupted();
              return b;
            }));
    all.put(
        "an_interrupt_ends_a_hung_read",
        failing(
            e -> e.reason().equals("interrupted"),
            e -> {
              Thread.interrupted();
              return e;
            }));
  }

  private void lifecycle() {
    all.put(
        "close_can_be_called_again",
        sound ->
            new BrokenProvider(sound) {
              private boolean closed;

              @Override
              public void close() {
                if (closed) {
                  throw new IllegalStateException("closed twice");
                }
                closed = true;
                sound.close();
              }
            });
    all.put(
        "a_closed_provider_fetches_nothing",
        sound -> fetch(remembering(IllegalStateException.class)).apply(sound));
    all.put("a_closed_provider_keeps_no_process_alive", sound -> new ThreadLeaver(sound, false));
    all.put("a_closed_provider_leaves_no_thread", sound -> new ThreadLeaver(sound, true));
  }

  private void secrecy() {
    all.put(
        "to_string_tells_no_value",
        sound ->
            new BrokenProvider(sound) {
              private String last = "";

              @Override
              public SecretBundle fetch(SecretLocation bundle) {
                SecretBundle fetched = sound.fetch(bundle);
                last = string(bundle, fetched).orElse("");
                return fetched;
              }

              @Override
              public String toString() {
                return "BrokenProvider[" + last + "]";
              }
            });
    all.put("a_failure_tells_nothing_but_where_and_why", Quoting::new);
  }
}

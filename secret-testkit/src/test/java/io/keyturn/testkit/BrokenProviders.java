package io.keyturn.testkit;

import static io.keyturn.testkit.Breaking.by;
import static io.keyturn.testkit.Breaking.copy;
import static io.keyturn.testkit.Breaking.elsewhere;
import static io.keyturn.testkit.Breaking.failing;
import static io.keyturn.testkit.Breaking.fetchAll;
import static io.keyturn.testkit.Breaking.fetchIfChanged;
import static io.keyturn.testkit.Breaking.fetched;
import static io.keyturn.testkit.Breaking.fields;
import static io.keyturn.testkit.Breaking.missingInstead;
import static io.keyturn.testkit.Breaking.normalize;
import static io.keyturn.testkit.Breaking.remembering;
import static io.keyturn.testkit.Breaking.spoilt;
import static io.keyturn.testkit.Breaking.string;
import static io.keyturn.testkit.Breaking.text;
import static io.keyturn.testkit.Breaking.unchangedInstead;
import static io.keyturn.testkit.Breaking.versioned;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.provider.SecretProvider.Watch;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * For each clause of the contract, a way to break it and no other. Where a clause can be broken in
 * several ways, the others stand after a colon.
 */
final class BrokenProviders {
  static final String ONLY_FIELDS = ": of fields alone";
  static final String ONLY_TEXTS = ": of texts alone";
  private static final String OVERSIZE =
      "a_bundle_over_1_MiB_is_a_format_error_and_not_read_whole_by_its_caller";

  private final Map<String, UnaryOperator<SecretProvider>> all = new LinkedHashMap<>();

  private BrokenProviders() {
    reading();
    kinds();
    locations();
    versions();
    batches();
    failures();
    watches();
    threads();
    lifecycle();
    secrecy();
  }

  /** What breaks each clause, by the clause's name. */
  static Map<String, UnaryOperator<SecretProvider>> byClause() {
    return new BrokenProviders().all;
  }

  private void put(Set<Way> ways, String clause, String fault, Supplier<Breaking.Change> change) {
    ways.forEach(way -> all.put(way.of(clause) + fault, by(way, change)));
  }

  private void inEachWay(String clause, Supplier<Breaking.Change> change) {
    put(Way.ALL, clause, "", change);
  }

  private void reading() {
    inEachWay("a_text_is_read_as_it_is_stored", () -> text(String::strip));
    inEachWay("fields_are_read_by_their_names", () -> fields(name -> !name.equals("secret")));
    inEachWay(
        "any_bytes_are_read_as_they_are_stored",
        () ->
            fetched(
                (asked, b) ->
                    b.version().equals(Optional.of("bytes")) ? SecretBundle.of("text") : b));
    inEachWay("members_of_json_are_read_as_their_text", () -> text(t -> t.replace(":42", ":42.0")));
    inEachWay("a_value_of_several_lines_is_read", () -> text(t -> t.replaceAll("\n(?=\\S)", " ")));
    inEachWay(
        "a_value_with_any_letters_is_read",
        () -> text(t -> new String(t.getBytes(ISO_8859_1), ISO_8859_1)));
    inEachWay(
        "a_name_with_any_letters_is_read",
        () -> fields(name -> UTF_8.encode(name).remaining() == name.length()));
    inEachWay(
        "a_value_of_64_KiB_is_read",
        () -> fetched((asked, b) -> b.size() == Secret.MAX_BYTES ? SecretBundle.of("") : b));
    inEachWay(
        "a_value_of_65_KiB_is_a_format_error",
        () -> fetched((asked, b) -> b.size() > Secret.MAX_BYTES ? SecretBundle.of("cut") : b));
    inEachWay(OVERSIZE, BrokenProviders::readWhole);
    inEachWay("what_can_change_is_not_fixed", () -> fetched(BrokenProviders::fixed));
    inEachWay(
        "a_time_that_is_told_is_ahead",
        () -> fetched((asked, b) -> with(asked, b, copy -> copy.validFor(Duration.ofSeconds(-1)))));
    put(
        Way.ALL,
        "a_time_that_is_told_is_ahead",
        ": to look at once",
        () -> fetched((asked, b) -> with(asked, b, copy -> copy.lookAgainIn(Duration.ZERO))));
    all.put("what_cannot_change_is_fixed", UnaryOperator.identity());
    all.put(
        Way.BATCH.of("what_cannot_change_is_fixed"),
        by(Way.FETCH, () -> fetched(BrokenProviders::fixed)));
  }

  /** Where a store has fields alone, or texts alone. */
  private void kinds() {
    all.put(OVERSIZE + ONLY_FIELDS, by(Way.FETCH, BrokenProviders::readWhole));
    all.put(
        "a_change_is_seen_by_the_next_read" + ONLY_FIELDS,
        by(
            Way.FETCH,
            () ->
                fetched(
                    (asked, b) ->
                        b.version().equals(Optional.of("3"))
                            ? SecretBundle.builder().field(Trial.FIELD, "old").version("2").build()
                            : b)));
    all.put(
        "a_name_with_any_letters_is_read" + ONLY_TEXTS,
        by(
            Way.FETCH,
            () ->
                fetched(
                    (asked, b) ->
                        UTF_8.encode(asked.path()).remaining() == asked.path().length()
                            ? b
                            : versioned(asked, SecretBundle.of("other"), b.version().orElse("")))));
  }

  private static Breaking.Change readWhole() {
    return failing(
        e -> e.reason().contains("1 MiB"),
        e -> new SecretFormatException(e.location(), "of " + new byte[17 << 20].length));
  }

  private static SecretBundle fixed(SecretLocation asked, SecretBundle bundle) {
    return with(asked, bundle, SecretBundle.Builder::fixed);
  }

  private static SecretBundle with(
      SecretLocation asked, SecretBundle bundle, UnaryOperator<SecretBundle.Builder> more) {
    return string(asked, bundle).isPresent()
        ? more.apply(copy(asked, bundle, bundle.version().orElse(""))).build()
        : bundle;
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

              @Override
              public Outcome fetchIfChanged(SecretLocation bundle, String known) {
                return sound.fetchIfChanged(sound.normalize(bundle), known);
              }

              @Override
              public Map<SecretLocation, Outcome> fetchAll(
                  Map<SecretLocation, Optional<String>> known) {
                Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>();
                known.forEach((b, v) -> outcomes.put(b, Outcome.of(this, b, v)));
                return outcomes;
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
    all.put(
        "normalize_does_not_wait_for_the_store",
        sound -> {
          AtomicBoolean asked = new AtomicBoolean();
          return normalize(
                  (s, b) -> {
                    if (!asked.getAndSet(true)) {
                      Outcome unused = Outcome.of(s, s.normalize(b), Optional.empty());
                    }
                    return s.normalize(b);
                  })
              .apply(sound);
        });
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
    inEachWay(
        "a_change_is_seen_by_the_next_read",
        () ->
            fetched(
                (asked, b) ->
                    b.version().equals(Optional.of("3"))
                        ? SecretBundle.builder().text("old").version("2").build()
                        : b));
    put(
        Set.of(Way.IF_CHANGED, Way.BATCH_IF_CHANGED, Way.BATCH),
        "the_same_content_keeps_its_version",
        "",
        () ->
            fetched(
                (asked, b) -> b.fixed() ? b : string(asked, b).map(SecretBundle::of).orElse(b)));
    all.put("the_same_content_keeps_its_version", by(Way.FETCH, Breaking::versionAgain));
    all.put("a_change_is_another_version", sound -> new SameVersion(sound, false));
    all.put("what_is_made_again_has_another_version", sound -> new SameVersion(sound, true));
    all.put("a_version_is_not_made_from_the_value", HashedVersion::new);
    put(
        Way.FULL,
        "a_pinned_version_stays_what_it_was",
        "",
        () ->
            fetched((asked, b) -> asked.param("version").isPresent() ? SecretBundle.of("new") : b));
    inEachWay("what_is_deleted_is_not_found", () -> remembering(SecretNotFoundException.class));
    all.put(
        "the_current_version_is_unchanged",
        fetchIfChanged((sound, asked, known) -> new Outcome.Fetched(sound.fetch(asked))));
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
  }

  private void failures() {
    put(
        Way.FULL,
        "what_is_missing_is_not_found_at_the_location_asked",
        "",
        () -> elsewhere("none", at -> new SecretNotFoundException(at, "there is none")));
    inEachWay("what_is_refused_is_denied", () -> missingInstead("refuses"));
    put(
        Way.ALL,
        "what_is_refused_is_denied",
        ": elsewhere",
        () -> elsewhere("refuses", at -> new SecretAccessDeniedException(at, "refused")));
    inEachWay(
        "a_wrong_credential_is_denied",
        () ->
            failing(
                e -> e.reason().contains("credential"),
                e -> new SecretUnavailableException(e.location(), "401")));
    inEachWay(
        "an_unreachable_store_is_unavailable_until_it_is_back", () -> missingInstead("offline"));
    inEachWay("a_failing_store_is_unavailable_until_it_is_well", () -> missingInstead("503"));
    inEachWay("a_hung_store_is_given_up_as_unavailable", () -> missingInstead("in time"));
    all.put(
        "a_hung_store_is_given_up_as_unavailable: after long", by(Way.FETCH, Breaking::repeating));
    inEachWay("malformed_content_is_a_format_error", () -> missingInstead("malformed"));
    unchanged("what_is_refused_is_denied", "refuses");
    unchanged("an_unreachable_store_is_unavailable_until_it_is_back", "offline");
    unchanged("a_failing_store_is_unavailable_until_it_is_well", "503");
  }

  private void unchanged(String clause, String reason) {
    put(
        Set.of(Way.IF_CHANGED, Way.BATCH_IF_CHANGED),
        clause,
        ": unchanged",
        () -> unchangedInstead(reason));
  }

  private void threads() {
    inEachWay("16_threads_read_the_same_bundle", Breaking::perThread);
    inEachWay("16_threads_read_different_bundles", Breaking::perBundle);
    inEachWay(
        "an_interrupt_is_still_there_after_a_read",
        () ->
            fetched(
                (asked, b) -> {
                  Thread.interrupted();
                  return b;
                }));
    inEachWay(
        "an_interrupt_ends_a_hung_read",
        () ->
            failing(
                e -> e.reason().equals("interrupted"),
                e -> {
                  Thread.interrupted();
                  return e;
                }));
  }

  private void watches() {
    all.put(
        "a_change_is_told_to_who_watches",
        watching(
            (sound, bundles, changed) -> {
              AtomicBoolean again = new AtomicBoolean();
              Watch watch = sound.watch(bundles, changed);
              return () -> {
                if (again.getAndSet(true)) {
                  throw new IllegalStateException("closed twice");
                }
                watch.close();
              };
            }));
    all.put(
        "only_what_is_watched_is_told",
        watching(
            (sound, bundles, changed) -> {
              Set<SecretLocation> more = new HashSet<>(bundles);
              more.add(SecretLocation.parse("memory://contract/beta"));
              return sound.watch(more, changed);
            }));
    all.put(
        "nothing_is_told_when_a_watch_is_closed",
        watching(
            (sound, bundles, changed) -> {
              Watch unused = sound.watch(bundles, changed);
              return () -> {};
            }));
  }

  private interface Watching {
    Watch watch(
        SecretProvider sound,
        Set<SecretLocation> bundles,
        Consumer<? super SecretLocation> changed);
  }

  private static UnaryOperator<SecretProvider> watching(Watching how) {
    return sound ->
        new BrokenProvider(sound) {
          @Override
          public Watch watch(
              Set<SecretLocation> bundles, Consumer<? super SecretLocation> changed) {
            return how.watch(sound, bundles, changed);
          }
        };
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
    inEachWay("a_closed_provider_reads_nothing", () -> remembering(IllegalStateException.class));
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
    inEachWay("a_failure_tells_nothing_but_where_and_why", Breaking::quoting);
  }
}

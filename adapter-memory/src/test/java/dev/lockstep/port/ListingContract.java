package dev.lockstep.port;

import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.done;
import static dev.lockstep.port.Node.body;
import static dev.lockstep.port.Node.mutex;
import static dev.lockstep.port.Node.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Registration;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Listings and hints, as the documentation of the port promises them. */
public abstract class ListingContract extends PortTest {
  private static final Key KEY = mutex("a");
  private final Queue<Optional<Key>> hints = new ConcurrentLinkedQueue<>();

  @Test
  final void aListingCoversTheDomainOrAll() {
    Key one = number("one", "1");
    Key two = number("two", "1");
    a.take(one);
    b.take(two);
    a.take(KEY);
    a.take(new Key("numbers", "one", "1"));
    assertThat(list("number", "one")).extracting(Entry::key).containsExactly(one);
    assertThat(list("number", "")).extracting(Entry::key).containsExactlyInAnyOrder(one, two);
    assertThat(list("mutex", "")).extracting(Entry::body).containsExactly(body("of a"));
    assertThat(list("leader", "")).isEmpty();
    assertThat(list("number", "on")).isEmpty();
    assertThat(answer(a.store().keys("number", "one"))).containsExactly("1");
    assertThat(answer(a.store().keys("number", "none"))).isEmpty();
  }

  @Test
  final void aLongListingComesInPages() {
    List<CompletionStage<Outcome>> grants =
        IntStream.range(0, 1201)
            .mapToObj(i -> number("pool" + i % 2, Integer.toString(i)))
            .map(key -> a.store().grant(key, UUID.randomUUID(), body(""), a.session()))
            .toList();
    grants.forEach(Answers::done);
    assertThat(list("number", "")).extracting(Entry::key).hasSize(1201).doesNotHaveDuplicates();
    assertThat(list("number", "pool0")).extracting(Entry::key).hasSize(601);
    assertThat(answer(a.store().keys("number", "pool1"))).hasSize(600).doesNotHaveDuplicates();
  }

  /** Also where the store still keeps something in its place; who asks did not release it. */
  @Test
  final void whatAnotherReleasedIsNotNamedAmongTooMany() {
    List<Entry> taken =
        IntStream.range(0, 3).mapToObj(i -> a.take(number("pool", Integer.toString(i)))).toList();
    Entry released = taken.get(1);
    done(a.store().release(released.key(), released.term(), released.version()));
    assertThat(answer(b.store().keys("number", "pool", 3))).containsExactlyInAnyOrder("0", "2");
    assertThat(answer(b.store().keys("number", "pool", 2))).containsExactlyInAnyOrder("0", "2");
  }

  @Test
  final void whatIsReleasedIsNotListed() {
    Entry entry = a.take(KEY);
    done(a.store().release(KEY, entry.term(), entry.version()));
    assertThat(list("mutex", "")).isEmpty();
  }

  @Test
  final void whoWatchesAKeyHearsOfItsRelease() {
    Entry entry = a.take(KEY);
    answer(b.store().watch(KEY, hints::add));
    done(a.store().release(KEY, entry.term(), entry.version()));
    untilHinted(KEY);
  }

  @Test
  final void whoWatchesAKeyHearsOfTheEndOfItsSession() {
    a.take(KEY);
    answer(b.store().watch(KEY, hints::add));
    answer(a.store().end(a.session()));
    untilHinted(KEY);
  }

  @Test
  final void whoWatchesADomainHearsOfReleasesAndOfNewRecords() {
    answer(b.store().watch(number("pool", ""), hints::add));
    Entry entry = a.take(number("pool", "1"));
    untilHinted(entry.key());
    hints.clear();
    done(a.store().release(entry.key(), entry.term(), entry.version()));
    untilHinted(entry.key());
  }

  @Test
  final void aClosedWatchHearsNothing() {
    Entry entry = a.take(KEY);
    Registration closed = answer(b.store().watch(KEY, hints::add));
    closed.close();
    closed.close();
    hints.clear();
    Queue<Optional<Key>> open = new ConcurrentLinkedQueue<>();
    answer(b.store().watch(KEY, open::add));
    done(a.store().release(KEY, entry.term(), entry.version()));
    until("a hint for who still listens", most(), () -> !open.isEmpty());
    assertThat(hints).isEmpty();
  }

  /** A hint may be empty: look again at all. */
  private void untilHinted(Key key) {
    until(
        "a hint about " + key.path(),
        most(),
        () -> hints.contains(Optional.of(key)) || hints.contains(Optional.<Key>empty()));
  }

  private List<Entry> list(String kind, String domain) {
    List<Entry> all = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page page = answer(a.store().list(kind, domain, cursor));
      all.addAll(page.entries());
      cursor = page.cursor();
    } while (cursor.isPresent());
    return all;
  }
}

package dev.lockstep.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * apt with a sources list, state and cache of its own: it downloads and checks signatures as the
 * system's does, needs no root and changes nothing of the system.
 *
 * @param suite the Debian release to take packages from
 * @param home the directory that holds all of its files
 */
record PrivateApt(String suite, Path home) {
  private static final Duration BOUND = Duration.ofMinutes(5);
  private static final Path INSTALLED = Path.of("/var/lib/dpkg/status");
  private static final Path KEYRING = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");

  /** A line of a simulated installation; upgrades carry the old version in brackets here. */
  private static final Pattern NEW_PACKAGE = Pattern.compile("^Inst (\\S+) \\(", Pattern.MULTILINE);

  /** Unpacks a package, and those it needs that are not installed, into a root directory. */
  void unpack(String packageName, Path work, Path root) throws IOException {
    Files.createDirectories(home.resolve("state/lists/partial"));
    Files.createDirectories(home.resolve("cache/archives/partial"));
    Files.writeString(
        home.resolve("status"), installedWithout(packageName), StandardCharsets.ISO_8859_1);
    update();
    String plan =
        apt(home, "apt-get", "--simulate", "--no-install-recommends", "install", packageName);
    Set<String> wanted = new LinkedHashSet<>(List.of(packageName));
    for (Matcher line = NEW_PACKAGE.matcher(plan); line.find(); ) {
      wanted.add(line.group(1));
    }
    Path downloads = Files.createDirectory(work.resolve("downloads"));
    apt(
        downloads,
        Stream.concat(Stream.of("apt-get", "download"), wanted.stream()).toArray(String[]::new));
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(downloads, "*.deb")) {
      for (Path archive : archives) {
        run(downloads, List.of("dpkg-deb", "-x", archive.toString(), root.toString()));
      }
    }
  }

  private void update() throws IOException {
    String architecture = run(home, List.of("dpkg", "--print-architecture")).strip();
    List<String> failures = new ArrayList<>();
    for (String mirror : mirrors()) {
      String options =
          "arch=" + architecture + (Files.isReadable(KEYRING) ? " signed-by=" + KEYRING : "");
      Files.writeString(
          home.resolve("sources.list"),
          "deb [" + options + "] " + mirror + " " + suite + " main\n");
      try {
        apt(home, "apt-get", "--error-on=any", "update");
        return;
      } catch (IOException e) {
        failures.add(String.valueOf(e.getMessage()));
      }
    }
    throw new IOException(
        failures.isEmpty()
            ? "apt has no package source configured to derive a mirror from"
            : String.join("; ", failures));
  }

  /** The repositories this system takes packages from, read with its own settings. */
  private Set<String> mirrors() throws IOException {
    String targets =
        run(
            home,
            List.of(
                "apt-get",
                "indextargets",
                "--no-release-info",
                "--format",
                "$(CREATED_BY) $(COMPONENT) $(RELEASE) $(REPO_URI)"));
    return targets
        .lines()
        .map(line -> line.split(" ", -1))
        .filter(words -> words.length == 4)
        .filter(words -> words[0].equals("Packages") && words[1].equals("main"))
        // Those hold a few packages of a release, and live beside it.
        .filter(words -> !words[2].contains("-"))
        .map(words -> words[3])
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * What the system has, without the package itself and its sisters: an installed server of another
   * version must not stand in for the one wanted here.
   */
  private static String installedWithout(String packageName) throws IOException {
    String sisters = "Package: " + packageName.replaceFirst("-.*", "");
    return Arrays.stream(Files.readString(INSTALLED, StandardCharsets.ISO_8859_1).split("\n\n", -1))
        .filter(entry -> !entry.startsWith(sisters))
        .collect(Collectors.joining("\n\n"));
  }

  private String apt(Path directory, String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of(words[0], "-q"));
    for (String setting :
        List.of(
            "Dir::Etc::sourcelist=" + home.resolve("sources.list"),
            "Dir::Etc::sourceparts=-",
            "Dir::Etc::preferences=-",
            "Dir::Etc::preferencesparts=-",
            "Dir::State=" + home.resolve("state"),
            "Dir::State::status=" + home.resolve("status"),
            "Dir::Cache=" + home.resolve("cache"),
            "APT::Default-Release=",
            // The account apt downloads with cannot write into a private cache.
            "APT::Sandbox::User=root",
            "Acquire::Languages=none",
            "Acquire::Retries=2")) {
      all.add("-o");
      all.add(setting);
    }
    all.addAll(Arrays.asList(words).subList(1, words.length));
    return run(directory, all);
  }

  private static String run(Path directory, List<String> words) throws IOException {
    return Command.run(directory, Map.of(), BOUND, words).orFail();
  }
}

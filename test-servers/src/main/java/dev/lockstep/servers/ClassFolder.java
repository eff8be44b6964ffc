package dev.lockstep.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A folder of class files, as a jar. */
final class ClassFolder {
  private ClassFolder() {}

  static Path packed(Path folder, Path jar) {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream out = new ZipOutputStream(file);
        Stream<Path> all = Files.walk(folder)) {
      // Stored almost as it is: it is read more often than written.
      out.setLevel(1);
      List<Path> files = all.filter(Files::isRegularFile).sorted().toList();
      for (Path each : files) {
        out.putNextEntry(new ZipEntry(folder.relativize(each).toString()));
        Files.copy(each, out);
        out.closeEntry();
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException("the classes in " + folder + " cannot be packed", e);
    }
  }
}

package io.attune.codegen;

import io.attune.postgres.ConnectionInfo;
import io.attune.postgres.EmbeddedPostgres;
import io.attune.postgres.EmbeddedPostgresConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.ForcedType;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.GeneratedAnnotationType;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Target;

/**
 * Applies the migrations to a throw-away PostgreSQL and writes jOOQ's view of the resulting schema: tables and keys for
 * typed SQL, nothing else. Does nothing when neither the migrations nor this generator changed since the last run.
 */
public final class GenerateSchema {

    private static final String PACKAGE = "io.attune.store.schema";

    /** A logger's level lasts as long as somebody holds the logger. */
    private static final List<Logger> TALKATIVE =
            List.of(Logger.getLogger("org.flywaydb"), Logger.getLogger("org.jooq"), Logger.getLogger("io.attune"));

    private GenerateSchema() {}

    /** @param arguments directory of the migrations, directory of the generated sources */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("usage: GenerateSchema <migrations> <output>");
        }
        quietly();
        generate(Path.of(arguments[0]), Path.of(arguments[1]));
    }

    static void generate(Path migrations, Path output) throws Exception {
        var marker = output.resolve("generated-from.sha256");
        var wanted = fingerprint(migrations);
        if (wanted.equals(read(marker))) {
            return;
        }
        // First of all: an interrupted run must not look like a finished one.
        Files.deleteIfExists(marker);
        var directory = Files.createTempDirectory("attune-schema-");
        try {
            var config = EmbeddedPostgresConfig.throwAway(directory);
            try (var postgres = EmbeddedPostgres.start(config)) {
                migrate(postgres.connection(), migrations);
                GenerationTool.generate(configuration(postgres.connection(), output));
            }
        } finally {
            delete(directory);
        }
        Files.writeString(marker, wanted);
    }

    private static void migrate(ConnectionInfo connection, Path migrations) {
        Flyway.configure()
                .dataSource(connection.jdbcUrl(), connection.user(), connection.password())
                .locations("filesystem:" + migrations.toAbsolutePath())
                .failOnMissingLocations(true)
                .validateMigrationNaming(true)
                .load()
                .migrate();
    }

    private static Configuration configuration(ConnectionInfo connection, Path output) {
        var jdbc = new Jdbc()
                .withDriver("org.postgresql.Driver")
                .withUrl(connection.jdbcUrl())
                .withUser(connection.user())
                .withPassword(connection.password());
        var database = new Database()
                .withName("org.jooq.meta.postgres.PostgresDatabase")
                .withInputSchema("public")
                .withOutputSchemaToDefault(true)
                .withExcludes("flyway_schema_history")
                .withIncludeRoutines(false)
                .withIncludeSequences(true)
                .withIncludeCheckConstraints(false)
                .withForcedTypes(
                        new ForcedType()
                                .withUserType("com.fasterxml.jackson.databind.JsonNode")
                                .withBinding("io.attune.store.json.JsonNodeBinding")
                                .withIncludeTypes("jsonb"),
                        new ForcedType()
                                .withName("INSTANT")
                                .withIncludeTypes("timestamp(\\(\\d\\))? with time zone|timestamptz(\\(\\d\\))?"));
        var generate = new Generate()
                .withRecords(false)
                .withPojos(false)
                .withDaos(false)
                .withIndexes(false)
                .withComments(true)
                .withImplicitJoinPathsToOne(false)
                .withImplicitJoinPathsToMany(false)
                .withImplicitJoinPathsManyToMany(false)
                .withGeneratedAnnotation(true)
                .withGeneratedAnnotationType(GeneratedAnnotationType.JAVAX_ANNOTATION_PROCESSING_GENERATED)
                .withGeneratedAnnotationDate(false);
        return new Configuration()
                .withLogging(Logging.WARN)
                .withJdbc(jdbc)
                .withGenerator(new Generator()
                        .withDatabase(database)
                        .withGenerate(generate)
                        .withTarget(new Target()
                                .withPackageName(PACKAGE)
                                .withDirectory(output.toString())
                                .withClean(true)));
    }

    /** A build log has no need of progress reports, of jOOQ's banner or of its tip. */
    private static void quietly() {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        TALKATIVE.forEach(logger -> logger.setLevel(Level.WARNING));
    }

    /** Of all that decides what is generated: the migrations, and this class with its libraries. */
    private static String fingerprint(Path migrations) throws IOException {
        var digest = sha256();
        for (var file : filesOf(migrations)) {
            digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(file));
        }
        try (var self = GenerateSchema.class.getResourceAsStream("GenerateSchema.class")) {
            digest.update(Objects.requireNonNull(self).readAllBytes());
        }
        digest.update(org.jooq.Constants.FULL_VERSION.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<Path> filesOf(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String read(Path marker) throws IOException {
        try {
            return Files.readString(marker);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}

// The SQLite file of records: it is opened, checked, migrated, and set aside when it is damaged.

using System.Data;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Repro.Plans;
using static SQLitePCL.raw;

namespace Repro.Records;

/// <summary>An open file of records. One process writes it, and others may read it.</summary>
public sealed class RecordsDatabase : IDisposable
{
    /// <summary>Name of the file in a results folder.</summary>
    public const string FileName = "records.sqlite";

    /// <summary>How long the first and the last statement wait for another program that has locked the file.</summary>
    private const int BusyTimeoutSeconds = 30;

    /// <summary>How long rows are tried to be written while jobs run. Where that is too short they wait in memory.</summary>
    private const int BriefTimeoutSeconds = 1;

    /// <summary>Size of SQLite's cache. The keys of a long plan are looked up everywhere in the file; memory is taken as needed.</summary>
    private const int CacheKilobytes = 65_536;

    /// <summary>Suffix of SQLite's journal. A journal that is left behind would be applied to a new file.</summary>
    private const string Journal = "-journal";

    private readonly List<Action> waiting = [];
    private bool isInTransaction;

    private RecordsDatabase(SqliteConnection connection, string path)
    {
        Connection = connection;
        Path = path;
    }

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    internal SqliteConnection Connection { get; }

    /// <summary>Returns a path relative to the folder of the records, so that both can be moved together and no machine is named.</summary>
    internal string FromHere(string path) => System.IO.Path.IsPathRooted(path)
        ? System.IO.Path.GetRelativePath(System.IO.Path.GetDirectoryName(Path)!, path).Replace('\\', '/') : path;

    /// <summary>Opens the file, or makes it, and brings its schema up to date.</summary>
    /// <exception cref="RecordsDamagedException">Thrown when the content is not what SQLite has written.</exception>
    /// <exception cref="RecordsException">Thrown when the file is newer than this program, or cannot be opened.</exception>
    public static RecordsDatabase Open(string path) => Open(path, Migrations.All);

    /// <summary>
    /// Opens the file to read it, and nothing is written beside it. A file of an older version is read as a copy in memory that has the
    /// present schema. The view <c>models</c> has all metrics.
    /// </summary>
    /// <exception cref="RecordsException">Thrown when there is no such file, or when it cannot be read.</exception>
    public static RecordsDatabase OpenToRead(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (!File.Exists(full))
            throw new RecordsException(
                $"There are no records {full}. Run a target first (hvae-repro run TARGET), or name other records by --preset NAME and "
                + "--results DIR.");
        var options = new SqliteConnectionStringBuilder
        {
            DataSource = full,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
            DefaultTimeout = BusyTimeoutSeconds,
        };
        RecordsDatabase? records = null;
        try
        {
            records = new(new(options.ToString()), full);
            records.Connection.Open();
            if (VersionOf(records.Connection, full, Migrations.All) < Migrations.All.Count)
            {
                using var old = records;
                records = new(new("Data Source=:memory:"), full);
                records.Connection.Open();
                old.Connection.BackupDatabase(records.Connection);
                Migrate(records.Connection, full, Migrations.All);
            }

            Check(records.Connection, full, Migrations.All);
            ModelsView.Make(records.Connection, "temp");
            return records;
        }
        catch (Exception problem)
        {
            records?.Dispose();
            if (problem is SqliteException refused) throw NotRead(full, refused);
            if (IsOfContent(problem)) throw Damaged(full, problem.Message, problem);
            throw;
        }
    }

    /// <summary>Runs a query of the program itself, and makes of the rows what they stand for.</summary>
    /// <exception cref="RecordsDamagedException">Thrown when a row is not one that this program has written.</exception>
    /// <exception cref="RecordsException">Thrown when the file cannot be read.</exception>
    public T Reading<T>(Func<SqliteConnection, T> query)
    {
        try
        {
            return query(Connection);
        }
        catch (SqliteException problem)
        {
            throw NotRead(Path, problem);
        }
        catch (Exception problem) when (IsOfContent(problem))
        {
            throw Damaged(Path, problem.Message, problem);
        }
    }

    /// <summary>Runs a query and returns its rows as a table. A truth value is the number 0 or 1.</summary>
    /// <param name="sql">One SELECT statement. On records that are opened to be read, nothing else has an effect.</param>
    /// <exception cref="QueryException">Thrown when SQLite refuses the statement.</exception>
    public Table Query(string sql)
    {
        try
        {
            using var rows = Connection.ExecuteReader(sql);
            var columns = Enumerable.Range(0, rows.FieldCount).ToList();
            var cells = new List<IReadOnlyList<object?>>();
            while (rows.Read()) cells.Add([.. columns.Select(at => rows.IsDBNull(at) ? null : rows.GetValue(at))]);
            var headings = columns.Select(at => new Column(rows.GetName(at)));
            return new() { Name = "records", Caption = "", Columns = [.. headings], Rows = cells };
        }
        catch (SqliteException problem)
        {
            throw IsNoticed(problem) ? Damaged(Path, problem.Message, problem) : new QueryException(problem.Message, problem);
        }
    }

    internal static RecordsDatabase Open(string path, IReadOnlyList<string> migrations)
    {
        var full = System.IO.Path.GetFullPath(path);
        MakeFolder(full);
        var options = new SqliteConnectionStringBuilder
        {
            DataSource = full,
            Pooling = false,
            ForeignKeys = true,
            RecursiveTriggers = true,
            DefaultTimeout = BusyTimeoutSeconds,
        };
        var connection = new SqliteConnection(options.ToString());
        try
        {
            connection.Open();
            Prepare(connection, full);
            Migrate(connection, full, migrations);
            Check(connection, full, migrations);
            return new(connection, full);
        }
        catch (SqliteException problem)
        {
            connection.Dispose();
            throw IsDamage(problem) ? Damaged(full, problem.Message, problem) : Unusable(full, problem);
        }
        catch (Exception problem)
        {
            connection.Dispose();
            if (IsOfContent(problem)) throw Damaged(full, problem.Message, problem);
            throw;
        }
    }

    /// <summary>Opens the file like <see cref="Open(string)"/>, but renames a damaged file, makes a new one, and reports it.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="agrees">Whether what the file holds is what the artifacts hold.</param>
    /// <param name="notice">Called with a sentence for people.</param>
    /// <param name="time">The clock, for the new name.</param>
    /// <param name="renewed">Whether a damaged file was set aside, so that results must be ingested again.</param>
    public static RecordsDatabase OpenOrRenew(
        string path, Func<RecordsDatabase, bool> agrees, Action<string> notice, TimeProvider time, out bool renewed)
    {
        renewed = false;
        try
        {
            return OpenChecked(path, agrees);
        }
        catch (RecordsDamagedException problem)
        {
            var aside = PutAside(path, "damaged", time);
            notice($"The records {path} are damaged ({problem.InnerException?.Message ?? problem.Message}). "
                + $"They were set aside as {aside}; a new file is made from the artifacts. The history of earlier runs is in the old file "
                + "only.");
            renewed = true;
            return Open(path);
        }
    }

    private static RecordsDatabase OpenChecked(string path, Func<RecordsDatabase, bool> agrees)
    {
        var records = Open(path);
        try
        {
            if (agrees(records)) return records;
            throw Damaged(records.Path, "numbers in it are not those of the artifacts.", null);
        }
        catch (Exception problem)
        {
            records.Dispose();
            if (problem is SqliteException || IsOfContent(problem))
                throw Damaged(records.Path, problem.Message, problem);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Connection.Dispose();

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction; within another such call it becomes a part of that transaction. While another
    /// program has locked the file, the work waits in memory and is run, from its start, in a later call or in
    /// <see cref="WriteWaiting"/>. Work that waits keeps its order.
    /// </summary>
    /// <exception cref="RecordsException">Thrown when the file is full, damaged or gone.</exception>
    internal void Transact(Action work)
    {
        if (isInTransaction)
        {
            work();
            return;
        }

        waiting.Add(work);
        Write(BriefTimeoutSeconds);
    }

    /// <summary>Writes what waits because another program has locked the file.</summary>
    /// <param name="timeoutSeconds">How long to wait for the other program, in seconds.</param>
    /// <returns>Null, or a sentence for people when the file is still locked, so that rows are missing in it.</returns>
    /// <exception cref="RecordsException">Thrown when the file is full, damaged or gone.</exception>
    public string? WriteWaiting(int timeoutSeconds = BusyTimeoutSeconds) =>
        waiting.Count == 0 || Write(timeoutSeconds) is not { } locked ? null
        : $"The records {Path} lack rows of this run, because another program has them open and reads or writes them "
            + $"({locked.Message}). Results of jobs are safe in their artifacts. Close that program, e.g. a notebook or sqlite3, and run "
            + "hvae-repro rebuild, which makes the records from the artifacts, or the same command again, which records the run.";

    /// <summary>Writes all that waits; returns what SQLite said when another program has locked the file.</summary>
    private SqliteException? Write(int timeoutSeconds)
    {
        try
        {
            isInTransaction = true;
            Connection.DefaultTimeout = timeoutSeconds;
            using var transaction = Connection.BeginTransaction();
            foreach (var work in waiting) work();
            transaction.Commit();
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode is SQLITE_BUSY or SQLITE_LOCKED)
        {
            return busy;
        }
        catch (SqliteException refused)
        {
            throw NotWritten(Path, refused);
        }
        catch (Exception problem) when (IsOfWrongType(problem))
        {
            throw Damaged(Path, problem.Message, problem);
        }
        finally
        {
            isInTransaction = false;
        }

        waiting.Clear();
        return null;
    }

    private static void MakeFolder(string path) =>
        OrUnusable(path, () => Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!));

    /// <summary>
    /// Renames a file and its journal to a name with the reason and the date, and returns the new path; null when there is no such file.
    /// </summary>
    /// <exception cref="RecordsException">Thrown when the file cannot be renamed.</exception>
    internal static string? PutAside(string path, string reason, TimeProvider time)
    {
        if (!File.Exists(path)) return null;
        var stem = $"{path}.{reason}-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}";
        var aside = Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? stem : $"{stem}-{number}")
            .First(name => !File.Exists(name));
        if (File.Exists(path + Journal)) Move(path + Journal, aside + Journal);
        Move(path, aside);
        return aside;
    }

    /// <exception cref="RecordsException">Thrown when the file cannot be renamed.</exception>
    internal static void Move(string path, string to) => OrUnusable(path, () => File.Move(path, to));

    /// <summary>Removes the file that a killed rebuild has left.</summary>
    /// <exception cref="RecordsException">Thrown when the file cannot be removed.</exception>
    internal static void Remove(string path) => OrUnusable(path, () =>
    {
        MakeFolder(path);
        File.Delete(path);
        File.Delete(path + Journal);
    });

    private static void OrUnusable(string path, Action work)
    {
        try
        {
            work();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, problem);
        }
    }

    private static RecordsException Unusable(string path, Exception problem) => new(
        $"The records {path} cannot be opened: {problem.Message} Check that the folder can be written and that no other program holds the "
        + "file, or give another folder by --results DIR.", problem);

    private static RecordsException NotRead(string path, SqliteException problem) =>
        IsDamage(problem) ? Damaged(path, problem.Message, problem) : Unusable(path, problem);

    /// <summary>Returns the exception for an open file that cannot be written.</summary>
    private static RecordsException NotWritten(string path, SqliteException problem) => IsDamage(problem)
        ? Damaged(path, problem.Message, problem)
        : new($"The records {path} cannot be written: {problem.Message} Results of jobs are safe in their artifacts. "
            + "Check that the folder can be written and has room and that no other program holds the file, "
            + "and run the same command again, or give another folder by --results DIR.", problem);

    private static void Prepare(SqliteConnection connection, string path)
    {
        connection.Execute($"PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA cache_size = -{CacheKilobytes}");
        if (connection.ExecuteScalar<string>("PRAGMA quick_check") is { } answer && answer != "ok") throw Damaged(path, answer, null);
    }

    /// <summary>Whether SQLite refuses a statement of this program for what is in the file.</summary>
    private static bool IsDamage(SqliteException problem) =>
        IsNoticed(problem) || problem.SqliteErrorCode is SQLITE_ERROR or SQLITE_CONSTRAINT or SQLITE_MISMATCH;

    private static bool IsNoticed(SqliteException problem) =>
        problem.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB or SQLITE_FORMAT;

    /// <summary>Whether a value has another type than its column. SQLite stores any type in any column, so damage can change it.</summary>
    private static bool IsOfWrongType(Exception problem) => problem is InvalidCastException or FormatException
        or OverflowException or DataException;

    /// <summary>Whether rows could not be made into what they stand for, so that they are not those that this program writes.</summary>
    private static bool IsOfContent(Exception problem) =>
        IsOfWrongType(problem) || problem is ArgumentException or InvalidOperationException or JsonException;

    private static RecordsDamagedException Damaged(string path, string problem, Exception? inner) => new(
        $"The records {path} are damaged: {problem} To make a new file from the artifacts: hvae-repro rebuild. (The next run does it too; "
        + "the old file is kept.)", inner);

    /// <summary>Returns the version of the schema.</summary>
    /// <exception cref="RecordsException">Thrown when the file is newer than this program.</exception>
    private static int VersionOf(SqliteConnection connection, string path, IReadOnlyList<string> migrations)
    {
        var version = connection.ExecuteScalar<int>("PRAGMA user_version");
        if (version < 0) throw Damaged(path, $"there is no schema version {version}.", null);
        if (version > migrations.Count)
            throw new RecordsException(
                $"The records {path} have schema version {version}, but this program knows {migrations.Count}. "
                + "Update the program (git pull), or give another folder by --results DIR.");
        return version;
    }

    private static void Migrate(SqliteConnection connection, string path, IReadOnlyList<string> migrations)
    {
        if (VersionOf(connection, path, migrations) == migrations.Count) return;
        using var transaction = connection.BeginTransaction();
        for (var next = connection.ExecuteScalar<int>("PRAGMA user_version"); next < migrations.Count; next++)
            connection.Execute($"{migrations[next]}; PRAGMA user_version = {next + 1}");
        transaction.Commit();
    }

    private static void Check(SqliteConnection connection, string path, IReadOnlyList<string> migrations)
    {
        using var intact = new SqliteConnection("Data Source=:memory:");
        intact.Open();
        Migrate(intact, path, migrations);
        if (RecordsCheck.Problem(connection, intact) is { } problem) throw Damaged(path, problem, null);
    }
}

/// <summary>Thrown when the records cannot be used; the message says why and what to do.</summary>
public class RecordsException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Thrown when SQLite refuses a query; the message is SQLite's.</summary>
public sealed class QueryException(string message, Exception? inner = null) : RecordsException(message, inner);

/// <summary>Thrown when the file of the records is damaged. It can be made again from the artifacts.</summary>
public sealed class RecordsDamagedException(string message, Exception? inner = null) : RecordsException(message, inner);

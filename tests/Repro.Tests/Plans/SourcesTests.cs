// The code of a kind of job: the changes of a source that change it, and those that do not.

using System.Runtime.Loader;
using Repro.Plans;
using Xunit;

namespace Repro.Tests.Plans;

public sealed class SourcesTests
{
    private static readonly (string Path, string Text)[] World =
    [
        ("Handler.cs", """
            public interface IHandler { double Run(); }
            public class Handler(Settings settings) : IHandler
            {
                public double Run() => Loss.Of(settings.Beta) + Made().Length() + (new Vector(1) + new Vector(2)).X + Kinds.Second.Number();
                public static Handler Plan() => new(new(Planning.Beta));
                private static IShape Made() => new Circle();
            }
            """),
        ("Settings.cs",
            "public record Settings(double Beta) { public double Half => Beta / 2; public static Settings Usual => new(1.5); }"),
        ("Loss.cs", """
            public static class Loss
            {
                private const double Weight = 1.5;
                public static double Of(double beta) => Weight * beta;
                public static double Metric(double beta) => 2 * beta;
            }
            """),
        ("Planning.cs", "public static class Planning { public const double Beta = 3; }"),
        ("IShape.cs", "public interface IShape { double Length(); }"),
        ("Circle.cs", """
            public class Circle : Shape, IShape
            {
                public double Length() => 2 * Radius();
                protected override double Radius() => 4;
                public static int Unused() => 5;
            }
            """),
        ("Shape.cs", "public abstract class Shape { protected abstract double Radius(); public virtual double Area() => 6; }"),
        ("Square.cs", "public class Square : IShape { public double Length() => 7; }"),
        ("Vector.cs", """
            public readonly struct Vector(double x)
            {
                public double X => x;
                public static Vector operator +(Vector one, Vector other) => new(one.X + other.X + 8);
            }
            """),
        ("Kinds.cs", "public enum Kinds { First, Second = 9 }"),
        ("Extensions.cs", """
            public static class Extensions
            {
                public static int Number(this Kinds kind) => Table[(int)kind];
                private static readonly int[] Table = Boundary.Numbers();
            }
            """),
        ("Boundary.cs", """
            [CodeBoundary] public class Boundary { public static int[] Numbers() => Behind.Numbers; }
            public class CodeBoundaryAttribute : Attribute;
            """),
        ("Behind.cs", "public static class Behind { public static int[] Numbers => new int[10]; }"),
    ];

    private static readonly IReadOnlyDictionary<string, string> Unchanged = Files(World);

    [Fact]
    public void What_a_handler_uses_is_its_code_and_what_it_plans_with_is_not() => Assert.Equal(
        ["Circle.cs", "Extensions.cs", "Handler.cs", "IShape.cs", "Kinds.cs", "Loss.cs", "Settings.cs", "Shape.cs", "Vector.cs"],
        Unchanged.Keys);

    [Theory]
    [InlineData("Loss.cs", "Weight = 1.5", "Weight = 2.5")]
    [InlineData("Loss.cs", "Weight * beta", "Weight + beta")]
    [InlineData("Settings.cs", "Beta / 2",
        "Beta / 3")] // Code that reads a record as a whole, e.g. to write it as JSON, names none of its members.
    [InlineData("Circle.cs", "2 * Radius()", "3 * Radius()")]
    [InlineData("Circle.cs", "=> 4", "=> 5")]
    [InlineData("Vector.cs", "+ 8", "+ 9")]
    [InlineData("Kinds.cs", "Second = 9", "Second = 8")]
    [InlineData("Extensions.cs", "Table[(int)kind]", "Table[0]")]
    [InlineData("Handler.cs", "new Vector(2)", "new Vector(3)")]
    public void A_change_of_what_is_used_changes_its_file_alone(string file, string from, string to) =>
        Assert.Equal([file], Sources.Differences(Unchanged, Files(With(file, from, to))));

    [Theory]
    [InlineData("Loss.cs", "2 * beta", "3 * beta")]
    [InlineData("Planning.cs", "Beta = 3", "Beta = 4")]
    [InlineData("Handler.cs", "Planning.Beta", "2 * Planning.Beta")]
    [InlineData("Settings.cs", "new(1.5)", "new(2.5)")]
    [InlineData("Circle.cs", "=> 5", "=> 6")]
    [InlineData("Shape.cs", "=> 6", "=> 7")]
    [InlineData("Square.cs", "=> 7", "=> 8")]
    [InlineData("Boundary.cs", "Behind.Numbers", "[1]")]
    [InlineData("Behind.cs", "new int[10]", "new int[11]")]
    public void A_change_of_anything_else_changes_nothing(string file, string from, string to) =>
        Assert.Equal(Unchanged, Files(With(file, from, to)));

    [Fact]
    public void Comments_layout_line_ends_and_the_place_of_the_repository_change_nothing() => Assert.Equal(
        Unchanged,
        Files([.. World.Select(
            source => (
            source.Path,
            $"// A remark.\r\n/// <summary>About this.</summary>\r\n{source.Text.Replace(" ", "\r\n  /* here */ ")}"))], @"C:\work\"));

    [Fact]
    public void A_type_that_is_no_longer_made_is_no_longer_used()
    {
        var files = Files(With("Handler.cs", "new Circle()", "new Square()"));

        Assert.Equal(["Circle.cs", "Handler.cs", "Shape.cs", "Square.cs"], Sources.Differences(Unchanged, files));
        Assert.DoesNotContain("Circle.cs", files.Keys);
    }

    [Fact]
    public void Two_builds_of_the_same_sources_are_the_same_bytes() =>
        Assert.Equal(CompiledCode.Of("World", "/here/", World), CompiledCode.Of("World", "/here/", World));

    [Fact]
    public void A_handler_of_an_assembly_without_a_table_has_no_code()
    {
        Assert.Same(Sources.None, Sources.Of(GetType()));
        Assert.Equal("", Sources.None.Fingerprint);
    }

    [Fact]
    public void A_job_with_other_code_has_another_key_and_asks_for_the_same()
    {
        var (one, other) = (Job("1"), Job("2"));

        Assert.NotEqual(one.Key, other.Key);
        Assert.Equal(one.Request, other.Request);
        Assert.Equal(new Job("sum", "", [], [one]).Request, new Job("sum", "", [], [other]).Request);
        Assert.NotEqual(new Job("sum", "", [], [one]).Key, new Job("sum", "", [], [other]).Key);

        static Job Job(string hash) => new("count", "", []) { Sources = new(new Dictionary<string, string> { ["a.cs"] = hash }) };
    }

    private static (string Path, string Text)[] With(string file, string from, string to)
    {
        Assert.Contains(from, World.Single(source => source.Path == file).Text);
        return [.. World.Select(source => source.Path == file ? (file, source.Text.Replace(from, to)) : source)];
    }

    private static IReadOnlyDictionary<string, string> Files((string Path, string Text)[] sources, string root = "/repository/")
    {
        using var file = new MemoryStream(CompiledCode.Of("World", root, sources));
        return Sources.Of(new AssemblyLoadContext(name: null).LoadFromStream(file).GetType("Handler")!).Files;
    }
}

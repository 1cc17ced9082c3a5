using System.ComponentModel;

namespace Restaurant.Tests.Architecture.Ways
{
    internal sealed class Inherits : Forbidden.Base;

    internal sealed class Implements : Forbidden.IContract;

    [Forbidden.Mark]
    internal sealed class IsMarked;

    [TypeConverter(typeof(Forbidden.Base))]
    internal sealed class IsMarkedWith;

    internal sealed class Constrains<T>
        where T : Forbidden.Base;

    internal sealed record Holds(IReadOnlyDictionary<string, Forbidden.Base[]> Things);

    internal static class Returns
    {
        public static Task<Forbidden.Base?> Nothing() => Task.FromResult<Forbidden.Base?>(null);
    }

    internal static class Takes
    {
        public static string It(Func<Forbidden.Base> thing) => $"{thing}";
    }

    internal static class Tests
    {
        public static bool It(object thing) => thing is Forbidden.Base;
    }

    internal static class Creates
    {
        public static string It() => $"{new Forbidden.Base()}";
    }

    internal static class Calls
    {
        public static string It() => Forbidden.Base.Greet();
    }

    internal static class CallsInALambda
    {
        public static Func<string> It(string more) => () => Forbidden.Base.Greet() + more;
    }

    internal static class CallsAsynchronously
    {
        public static async Task<string> It()
        {
            await Task.Yield();
            return Forbidden.Base.Greet();
        }
    }

    internal static class CallsInAnIterator
    {
        public static IEnumerable<string> It()
        {
            yield return Forbidden.Base.Greet();
        }
    }

    internal static class Passes
    {
        public static Func<string> It() => Forbidden.Base.Greet;
    }

    internal static class Names
    {
        public static Type It() => typeof(Forbidden.Base);
    }
}

namespace Restaurant.Tests.Architecture.Forbidden
{
    internal class Base
    {
        public static string Greet() => "Hello";
    }

    internal interface IContract;

    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class MarkAttribute : Attribute;
}

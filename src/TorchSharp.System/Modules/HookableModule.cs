// Functions that are called before and after a module's forward.

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            private readonly List<(string Key, TPreHook Hook)> preHooks = [];
            private readonly List<(string Key, TPostHook Hook)> postHooks = [];

            protected HookableModule(string name)
                : base(name)
            {
            }

            /// <summary>A hook that returns something else than null replaces the input by it.</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook)
            {
                var key = Guid.NewGuid().ToString();
                preHooks.Add((key, hook));
                return new HookRemover(this, key);
            }

            /// <summary>A hook that returns something else than null replaces the result by it.</summary>
            public HookRemover register_forward_hook(TPostHook hook)
            {
                var key = Guid.NewGuid().ToString();
                postHooks.Add((key, hook));
                return new HookRemover(this, key);
            }

            // Copies only where there are hooks: a hook may remove itself while they run.
            private protected IEnumerable<TPreHook> BeforeForward() => preHooks.Count == 0 ? [] : [.. preHooks.Select(h => h.Hook)];

            private protected IEnumerable<TPostHook> AfterForward() => postHooks.Count == 0 ? [] : [.. postHooks.Select(h => h.Hook)];

            public class HookRemover
            {
                private readonly HookableModule<TPreHook, TPostHook> module;
                private readonly string key;

                public HookRemover(HookableModule<TPreHook, TPostHook> module, string key) => (this.module, this.key) = (module, key);

                public void remove()
                {
                    module.preHooks.RemoveAll(h => h.Key == key);
                    module.postHooks.RemoveAll(h => h.Key == key);
                }
            }
        }
    }
}

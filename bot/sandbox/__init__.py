"""The sandbox: a stand-in for WeChat's servers that knows the product only over HTTP."""

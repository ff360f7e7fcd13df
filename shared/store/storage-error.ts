// The environment refused to store: quota, permission, a database that went away. The message is a sentence for the user.

export class StorageError extends Error {
  override readonly name = 'StorageError';
}
